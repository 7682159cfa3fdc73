package dev.parley.dashboard;

import dev.parley.dashboard.ImportanceResponse.ParameterImportance;
import dev.parley.dashboard.SeenTrials.Seen;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.analysis.Importance;
import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Service;

/** Says which parameters matter. */
@Service
class Importances {

    private final SeenTrials trials;

    Importances(SeenTrials trials) {
        this.trials = trials;
    }

    /**
     * The parameters by importance.
     *
     * @param objective for which one; for all together if null
     * @throws ProblemException of type study-not-found, or invalid-request where the study has no such objective
     */
    ImportanceResponse of(Project project, StudyName name, @Nullable String objective) {
        Seen seen = trials.of(project, name);
        double[] shares = objective == null
                ? Importance.of(seen.space(), seen.history(), seen.objectives())
                : Importance.of(seen.space(), seen.history(), seen.objectives(), index(seen, objective));
        return new ImportanceResponse(
                Importance.trials(seen.history()),
                IntStream.range(0, shares.length)
                        .mapToObj(p -> new ParameterImportance(
                                seen.space().parameter(p).name(), shares[p]))
                        .sorted(Comparator.comparingDouble(ParameterImportance::importance)
                                .reversed())
                        .toList());
    }

    private static int index(Seen seen, String objective) {
        List<String> names = seen.objectives().stream().map(Objective::name).toList();
        int index = names.indexOf(objective);
        if (index < 0) {
            throw ProblemException.atParameter("objective", "must be one of " + String.join(", ", names));
        }
        return index;
    }
}
