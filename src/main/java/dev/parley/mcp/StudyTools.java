package dev.parley.mcp;

import dev.parley.advice.AdviceService;
import dev.parley.mcp.StudyTool.Role;
import dev.parley.problem.ProblemException;
import dev.parley.problem.RecordReading;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyFilter;
import dev.parley.study.StudyListing;
import dev.parley.study.StudyName;
import dev.parley.study.StudyRequest;
import dev.parley.study.StudyService;
import dev.parley.study.StudyState;
import dev.parley.study.TrialState;
import dev.parley.suggestion.AskRequest;
import dev.parley.suggestion.SuggestionService;
import dev.parley.trial.TellRequest;
import dev.parley.trial.TrialListing;
import dev.parley.trial.TrialListing.Wanted;
import dev.parley.trial.TrialOrder;
import dev.parley.trial.TrialService;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tools: to create a study, ask, tell, and read what came of it. Their arguments are those of the HTTP API, path and body in
 * one object, and so are their answers.
 */
@Component
class StudyTools {

    private final StudyService studies;
    private final StudyListing studyListing;
    private final SuggestionService suggestions;
    private final TrialService trials;
    private final TrialListing trialListing;
    private final AdviceService advice;
    private final RecordReading reading;

    StudyTools(
            StudyService studies,
            StudyListing studyListing,
            SuggestionService suggestions,
            TrialService trials,
            TrialListing trialListing,
            AdviceService advice,
            RecordReading reading) {
        this.studies = studies;
        this.studyListing = studyListing;
        this.suggestions = suggestions;
        this.trials = trials;
        this.trialListing = trialListing;
        this.advice = advice;
        this.reading = reading;
    }

    List<StudyTool> all() {
        return List.of(
                new StudyTool("list_studies", Role.READER, this::listStudies),
                new StudyTool("create_study", Role.ADMIN, this::createStudy),
                new StudyTool("get_study", Role.READER, this::getStudy),
                new StudyTool("ask", Role.WORKER, this::ask),
                new StudyTool("tell", Role.WORKER, this::tell),
                new StudyTool("get_best", Role.READER, this::getBest),
                new StudyTool("list_trials", Role.READER, this::listTrials));
    }

    /** The arguments of {@code list_studies}. */
    record StudiesWanted(
            @Nullable StudyState state,
            @Nullable List<String> label,
            @Size(max = 200) @Nullable String search,
            @Min(1) @Max(Page.MAX_SIZE) @Nullable Integer pageSize,
            @Nullable String pageToken) {}

    private Object listStudies(Project project, ObjectNode arguments) {
        StudiesWanted wanted = reading.readValid(arguments, StudiesWanted.class);
        return studyListing.list(
                project,
                new StudyFilter(wanted.state, wanted.label, wanted.search).wanted(),
                Page.of(wanted.pageSize, wanted.pageToken));
    }

    private Object createStudy(Project project, ObjectNode arguments) {
        StudyRequest request = reading.readValid(arguments, StudyRequest.class);
        return request.name() == null
                ? studies.post(project, request, null)
                : studies.put(project, new StudyName(request.name()), request).study();
    }

    /** The argument of {@code get_study}. */
    record StudyWanted(
            @NotNull @Pattern(regexp = StudyName.PATTERN) String study) {

        StudyName name() {
            return new StudyName(study);
        }
    }

    private Object getStudy(Project project, ObjectNode arguments) {
        return studies.get(
                project, reading.readValid(arguments, StudyWanted.class).name());
    }

    /** The arguments of {@code get_best} besides the study. */
    record BestWanted(
            @Min(1) @Max(Page.MAX_SIZE) @Nullable Integer pageSize,
            @Nullable String pageToken) {}

    private Object getBest(Project project, ObjectNode arguments) {
        StudyName study = study(arguments);
        BestWanted wanted = reading.readValid(arguments, BestWanted.class);
        return advice.best(project, study, Page.of(wanted.pageSize, wanted.pageToken));
    }

    private Object ask(Project project, ObjectNode arguments) {
        StudyName study = study(arguments);
        return suggestions.ask(project, study, reading.readValid(arguments, AskRequest.class), null);
    }

    private Object tell(Project project, ObjectNode arguments) {
        StudyName study = study(arguments);
        int number = number(arguments);
        return trials.tell(project, study, number, reading.readValid(arguments, TellRequest.class));
    }

    /** The arguments of {@code list_trials} besides the study. */
    record TrialsWanted(
            @Nullable List<TrialState> state,
            @Nullable TrialOrder order,
            @Min(1) @Max(Page.MAX_SIZE) @Nullable Integer pageSize,
            @Nullable String pageToken) {}

    private Object listTrials(Project project, ObjectNode arguments) {
        StudyName study = study(arguments);
        TrialsWanted wanted = reading.readValid(arguments, TrialsWanted.class);
        return trialListing.list(
                project,
                study,
                new Wanted(wanted.state == null ? List.of() : wanted.state, null, null, null),
                wanted.order == null ? TrialOrder.NUMBER : wanted.order,
                Page.of(wanted.pageSize, wanted.pageToken));
    }

    /** Takes the study's name out of arguments whose rest is a request's body. */
    private static StudyName study(ObjectNode arguments) {
        JsonNode name = arguments.remove("study");
        if (name == null || !name.isString() || !StudyName.isValid(name.stringValue())) {
            throw ProblemException.at("/study", "must be the name of a study");
        }
        return new StudyName(name.stringValue());
    }

    private static int number(ObjectNode arguments) {
        JsonNode number = arguments.remove("number");
        if (number == null || !number.isIntegralNumber() || !number.canConvertToInt()) {
            throw ProblemException.at("/number", "must be the number of a trial");
        }
        return number.intValue();
    }
}
