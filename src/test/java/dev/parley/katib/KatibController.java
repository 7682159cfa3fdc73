package dev.parley.katib;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsReply.ParameterAssignments;
import api.v1.beta1.Api.GetSuggestionsRequest;
import api.v1.beta1.Api.Metric;
import api.v1.beta1.Api.Observation;
import api.v1.beta1.Api.ParameterAssignment;
import api.v1.beta1.Api.Trial;
import api.v1.beta1.Api.TrialSpec;
import api.v1.beta1.Api.TrialStatus;
import api.v1.beta1.Api.TrialStatus.TrialConditionType;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.function.UnaryOperator;

/**
 * What Katib's controllers do with an experiment: the suggestions that they have stored, the trials that they run, and the
 * requests that they make of both. As there, trials without metrics are left out of requests, and names stay unique.
 */
final class KatibController {

    private final Experiment experiment;
    private final List<ParameterAssignments> stored = new ArrayList<>();
    private final SequencedMap<String, Trial> trials = new LinkedHashMap<>();

    KatibController(Experiment experiment) {
        this.experiment = experiment;
    }

    /** Asks for so many more suggestions than are stored. */
    GetSuggestionsRequest request(int more) {
        return GetSuggestionsRequest.newBuilder()
                .setExperiment(experiment)
                .addAllTrials(trials.values().stream()
                        .filter(trial -> trial.getStatus().getCondition() != TrialConditionType.METRICSUNAVAILABLE)
                        .toList())
                .setCurrentRequestNumber(more)
                .setTotalRequestNumber(stored.size() + more)
                .build();
    }

    /** Stores suggestions, as they were asked for, and creates their trials. */
    List<Trial> store(GetSuggestionsReply reply, int wanted) {
        if (reply.getParameterAssignmentsCount() != wanted) {
            throw new AssertionError("The response contains unexpected trials: " + reply);
        }
        List<Trial> created = new ArrayList<>();
        for (ParameterAssignments suggestion : reply.getParameterAssignmentsList()) {
            stored.add(suggestion);
            Trial trial = Trial.newBuilder()
                    .setName(suggestion.getTrialName())
                    .setSpec(TrialSpec.newBuilder()
                            .setObjective(experiment.getSpec().getObjective())
                            .setParameterAssignments(TrialSpec.ParameterAssignments.newBuilder()
                                    .addAllAssignments(suggestion.getAssignmentsList())))
                    .setStatus(TrialStatus.newBuilder().setCondition(TrialConditionType.RUNNING))
                    .build();
            if (trials.putIfAbsent(trial.getName(), trial) != null) {
                throw new AssertionError("a trial of this name exists: " + trial.getName());
            }
            created.add(trial);
        }
        return created;
    }

    void succeed(String name, String accuracy) {
        end(name, TrialConditionType.SUCCEEDED, accuracy);
    }

    /** Ends a trial with this value of the metric; none where it is empty. */
    void end(String name, TrialConditionType condition, String accuracy) {
        change(name, trial -> {
            Observation.Builder observation = Observation.newBuilder();
            if (!accuracy.isEmpty()) {
                observation
                        .addMetrics(Metric.newBuilder().setName("accuracy").setValue(accuracy))
                        .addMetrics(Metric.newBuilder().setName("loss").setValue("0.25"));
            }
            return trial.toBuilder()
                    .setStatus(TrialStatus.newBuilder()
                            .setCondition(condition)
                            .setStartTime("2026-01-01T00:00:00Z")
                            .setCompletionTime("2026-01-01T00:01:00Z")
                            .setObservation(observation))
                    .build();
        });
    }

    private void change(String name, UnaryOperator<Trial> change) {
        trials.put(name, change.apply(Objects.requireNonNull(trials.get(name), name)));
    }

    /** As where the number of parallel trials is lowered: the newest trials go, and their suggestions. */
    void delete(String name) {
        Objects.requireNonNull(trials.remove(name), name);
        stored.removeIf(suggestion -> suggestion.getTrialName().equals(name));
    }

    /** Puts a trial of another algorithm beside its own. */
    void add(Trial trial) {
        trials.put(trial.getName(), trial);
        stored.add(
                ParameterAssignments.newBuilder().setTrialName(trial.getName()).build());
    }

    /** The names of the trials that run. */
    List<String> running() {
        return trials.values().stream()
                .filter(trial -> trial.getStatus().getCondition() == TrialConditionType.RUNNING)
                .map(Trial::getName)
                .toList();
    }

    /** All trials, by name. */
    Map<String, Trial> trials() {
        return trials;
    }

    static Map<String, String> assignments(List<ParameterAssignment> assignments) {
        Map<String, String> values = new LinkedHashMap<>();
        assignments.forEach(one -> values.put(one.getName(), one.getValue()));
        return values;
    }
}
