package dev.parley.katib;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Says in Katib's words what a study's definition is refused for. */
final class DefinitionFaults {

    private static final Pattern PARAMETER = Pattern.compile("/space/(\\d+)/?([^/]*).*");
    private static final Pattern SETTING = Pattern.compile("/strategy/(?:budget/)?(?:type$)?([^/]*).*");

    private static final Map<String, String> FIELDS = Map.of(
            "low", "feasibleSpace.min",
            "high", "feasibleSpace.max",
            "step", "feasibleSpace.step",
            "values", "feasibleSpace.list",
            "choices", "feasibleSpace.list",
            "name", "name");

    private DefinitionFaults() {}

    /** The same refusal for who wrote the experiment; the problem itself where it is of another kind. */
    static RuntimeException inKatibsWords(SearchedExperiment experiment, ProblemException problem) {
        if (problem.type() == ProblemType.STUDY_EXISTS) {
            return new InvalidExperimentException(List.of(
                    "there is a study named %s already, and it searches otherwise: remove it, or name another one in the setting study"
                            .formatted(experiment.study())));
        }
        if (problem.type() != ProblemType.INVALID_REQUEST || problem.faults().isEmpty()) {
            return problem;
        }
        return new InvalidExperimentException(
                problem.faults().stream().map(fault -> words(experiment, fault)).toList());
    }

    private static String words(SearchedExperiment experiment, FieldFault fault) {
        String pointer = fault.pointer() == null ? "" : fault.pointer();
        Matcher parameter = PARAMETER.matcher(pointer);
        if (parameter.matches()) {
            String field = parameter.group(2);
            return "parameter %s: %s %s"
                    .formatted(
                            experiment
                                    .parameters()
                                    .get(Integer.parseInt(parameter.group(1)))
                                    .name(),
                            FIELDS.getOrDefault(field, field),
                            fault.detail());
        }
        Matcher setting = SETTING.matcher(pointer);
        if (setting.matches()) {
            String name = setting.group(1);
            return "setting %s %s".formatted(name.isEmpty() ? "strategy" : name, fault.detail());
        }
        if (pointer.startsWith("/objectives")) {
            return "objective.objectiveMetricName " + fault.detail();
        }
        return pointer.isEmpty() ? fault.detail() : pointer.substring(1).replace('/', '.') + " " + fault.detail();
    }
}
