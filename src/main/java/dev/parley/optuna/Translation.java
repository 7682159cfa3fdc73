package dev.parley.optuna;

import dev.parley.optimizer.space.InvalidConfigurationException;
import dev.parley.optimizer.space.InvalidSpaceException;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optuna.OptunaTrial.State;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.ObjectiveDefinition;
import dev.parley.study.ParameterDefinition;
import dev.parley.study.SpaceReading;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.StudyRequest;
import dev.parley.study.TrialState;
import dev.parley.trial.AddTrialsRequest.NewMeasurement;
import dev.parley.trial.AddTrialsRequest.NewTrial;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A study of Optuna's in Parley's words.
 *
 * @param definition what creates it
 * @param trials its trials, by number
 * @param left what could not come with it and why, a sentence each
 */
record Translation(StudyRequest definition, List<NewTrial> trials, List<String> left) {

    private static final int MOST_LABELS = 64;
    private static final int LONGEST_LABEL_NAME = 100;
    private static final int LONGEST_LABEL = 1_000;

    /**
     * Translates a study.
     *
     * @param objectives its objectives' names; as in the file, or {@code value}, if empty
     * @throws ProblemException of type invalid-request if it has no parameters, or none that Parley could have
     */
    static Translation of(OptunaStudy study, List<String> objectives, @Nullable StrategyDefinition strategy) {
        List<String> left = new ArrayList<>();
        List<ParameterDefinition> definitions = SpaceInference.of(study.trials());
        SearchSpace space = space(study, definitions);
        List<String> names = names(study, objectives);
        List<ObjectiveDefinition> named = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            named.add(new ObjectiveDefinition(names.get(i), study.directions().get(i)));
        }
        StudyRequest definition = new StudyRequest(
                null, null, labels(study, left), List.copyOf(definitions), named, strategy, null, null, null, null);
        List<NewTrial> trials = new ArrayList<>();
        for (OptunaTrial trial : study.trials()) {
            try {
                space.configuration(trial.configuration());
            } catch (InvalidConfigurationException e) {
                left.add("Trial %d is left out: %s".formatted(trial.number(), e.getMessage()));
                continue;
            }
            if (trial.state() == State.COMPLETE && trial.values().size() != names.size()) {
                left.add("Trial %d is left out: it is complete and has no value for each objective"
                        .formatted(trial.number()));
                continue;
            }
            if (endsBeforeItBegins(trial)) {
                left.add("Trial %d comes without its start, which was after its end".formatted(trial.number()));
            }
            trials.add(trial(trial, trials.size(), names));
        }
        return new Translation(definition, trials, left);
    }

    private static SearchSpace space(OptunaStudy study, List<ParameterDefinition> definitions) {
        if (definitions.isEmpty()) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "No trial of the study %s has parameters, so that it has no search space.".formatted(study.name()));
        }
        try {
            return SpaceReading.read(definitions);
        } catch (InvalidSpaceException e) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The parameters of the study %s make no search space: %s".formatted(study.name(), e.getMessage()));
        }
    }

    private static List<String> names(OptunaStudy study, List<String> wanted) {
        int count = study.directions().size();
        if (!wanted.isEmpty() && wanted.size() != count) {
            throw ProblemException.atParameter(
                    "objective",
                    "must be given once for each objective: the study %s has %d".formatted(study.name(), count));
        }
        if (!wanted.isEmpty()) {
            return wanted;
        }
        if (study.metrics().size() == count) {
            return study.metrics();
        }
        if (count == 1) {
            return List.of("value");
        }
        List<String> names = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            names.add("value_" + i);
        }
        return names;
    }

    private static Map<String, String> labels(OptunaStudy study, List<String> left) {
        Map<String, String> labels = new LinkedHashMap<>();
        study.attributes().forEach((name, label) -> {
            if (name.isBlank()
                    || name.length() > LONGEST_LABEL_NAME
                    || label.length() > LONGEST_LABEL
                    || labels.size() == MOST_LABELS) {
                left.add("The study's attribute %s is left out: it does not fit into a label".formatted(name));
            } else {
                labels.put(name, label);
            }
        });
        return labels;
    }

    private static NewTrial trial(OptunaTrial trial, int number, List<String> objectives) {
        TrialState state = switch (trial.state()) {
            case COMPLETE -> TrialState.COMPLETE;
            case PRUNED -> TrialState.PRUNED;
            case FAIL -> TrialState.FAILED;
            case RUNNING, WAITING -> TrialState.QUEUED;
        };
        if (state == TrialState.QUEUED) {
            return new NewTrial(
                    state, trial.configuration(), null, null, null, null, null, null, null, null, null, null);
        }
        boolean hasSteps = !trial.measurements().isEmpty();
        return new NewTrial(
                state,
                trial.configuration(),
                state == TrialState.FAILED ? null : values(trial, objectives),
                null,
                null,
                constraints(trial),
                state == TrialState.PRUNED && hasSteps
                        ? (Long) trial.measurements().lastKey()
                        : null,
                trial.reason(),
                attributes(trial, number),
                hasSteps ? measurements(trial, objectives.getFirst()) : null,
                endsBeforeItBegins(trial) ? null : trial.startedAt(),
                trial.finishedAt());
    }

    /** The clock was set back while it ran: Optuna keeps local times. */
    private static boolean endsBeforeItBegins(OptunaTrial trial) {
        return trial.startedAt() != null
                && trial.finishedAt() != null
                && trial.finishedAt().isBefore(trial.startedAt());
    }

    private static @Nullable Map<String, @Nullable Double> values(OptunaTrial trial, List<String> objectives) {
        if (trial.values().size() != objectives.size()) {
            return null;
        }
        Map<String, @Nullable Double> values = new LinkedHashMap<>();
        for (int i = 0; i < objectives.size(); i++) {
            values.put(objectives.get(i), trial.values().get(i));
        }
        return values;
    }

    private static @Nullable SequencedMap<String, @Nullable Double> constraints(OptunaTrial trial) {
        return trial.constraints().isEmpty() ? null : new LinkedHashMap<>(trial.constraints());
    }

    /** What the user noted, and the number that the trial had, where it has another one now. */
    private static @Nullable Map<String, Object> attributes(OptunaTrial trial, int number) {
        Map<String, Object> attributes = new TreeMap<>(trial.attributes());
        if (trial.number() != number) {
            attributes.put("optuna.number", trial.number());
        }
        return attributes.isEmpty() ? null : attributes;
    }

    private static List<NewMeasurement> measurements(OptunaTrial trial, String metric) {
        return trial.measurements().entrySet().stream()
                .map(step -> new NewMeasurement(step.getKey(), Collections.singletonMap(metric, step.getValue())))
                .toList();
    }
}
