package dev.parley.drift;

import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyCreation;
import dev.parley.study.StudyName;
import dev.parley.study.StudyRequest;
import dev.parley.study.StudyView;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.springframework.stereotype.Component;

/** Creates the studies that go on where others have drifted; within the caller's transaction. */
@Component
class Successors {

    /** The label that names the study before. */
    static final String PREDECESSOR = "predecessor";

    private static final int LONGEST_NAME = 100;
    private static final Pattern NUMBERED = Pattern.compile("(.+)-\\d+");

    private final Studies studies;
    private final StudyCreation creation;

    Successors(Studies studies, StudyCreation creation) {
        this.studies = studies;
        this.creation = creation;
    }

    /**
     * Creates a study with the space, the objectives, the strategy and the labels of another one, and one label more.
     *
     * @return its name
     * @throws ProblemException if it cannot be created any more as it was; nothing is stored then
     */
    StudyName create(StudyView study, SuccessorSettings settings) {
        Project project = study.study().project();
        Map<String, String> labels = new HashMap<>(study.study().labels());
        labels.put(PREDECESSOR, study.study().name().value());
        StudyRequest request = creation.successor(study, labels, settings.limits());
        StudyName name = settings.name() != null && isFree(project, new StudyName(settings.name()))
                ? new StudyName(settings.name())
                : freeName(project, study);
        creation.create(project, name, request);
        return name;
    }

    private boolean isFree(Project project, StudyName name) {
        return studies.lookUp(project, name).isEmpty();
    }

    /** The study's name with the least number from 2 on that is free; a successor's own number makes way. */
    private StudyName freeName(Project project, StudyView study) {
        String stem = study.study().name().value();
        Matcher numbered = NUMBERED.matcher(stem);
        if (study.study().labels().containsKey(PREDECESSOR) && numbered.matches()) {
            stem = numbered.group(1);
        }
        for (int number = 2; ; number++) {
            String suffix = "-" + number;
            StudyName name =
                    new StudyName(stem.substring(0, Math.min(stem.length(), LONGEST_NAME - suffix.length())) + suffix);
            if (isFree(project, name)) {
                return name;
            }
        }
    }
}
