package dev.parley.optuna;

import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SequencedMap;
import java.util.SortedMap;
import org.jspecify.annotations.Nullable;

/**
 * A trial as Optuna keeps it.
 *
 * @param number its number in the study
 * @param state how far it is
 * @param parameters the parameters that were drawn for it, in their order
 * @param fixed the parameters that it is to have, as it was enqueued
 * @param values the objectives' values, in their order; empty if there are none
 * @param measurements what it reported, by step
 * @param constraints by name, satisfied at zero and below
 * @param attributes what the user noted
 * @param reason why it failed, if that is known
 * @param startedAt when it began
 * @param finishedAt when it ended
 */
record OptunaTrial(
        int number,
        State state,
        SequencedMap<String, Drawn> parameters,
        Map<String, Object> fixed,
        List<Double> values,
        SortedMap<Long, Double> measurements,
        SequencedMap<String, Double> constraints,
        Map<String, Object> attributes,
        @Nullable String reason,
        @Nullable Instant startedAt,
        @Nullable Instant finishedAt) {

    /** Optuna's states of trials, by its words. */
    enum State {
        RUNNING,
        COMPLETE,
        PRUNED,
        FAIL,
        WAITING
    }

    /**
     * A parameter of one trial.
     *
     * @param distribution what its value was drawn from
     * @param value its value
     */
    record Drawn(Distribution distribution, Object value) {}

    boolean has(String parameter) {
        return parameters.containsKey(parameter);
    }

    /** The value of a parameter that it has. */
    Object value(String parameter) {
        return Objects.requireNonNull(parameters.get(parameter)).value();
    }

    /** The parameters and their values: those drawn, and of a trial that has not ended those that it is to have. */
    Map<String, @Nullable Object> configuration() {
        Map<String, @Nullable Object> configuration = new LinkedHashMap<>();
        if (state == State.WAITING || state == State.RUNNING) {
            configuration.putAll(fixed);
        }
        parameters.forEach((name, drawn) -> configuration.put(name, drawn.value()));
        return configuration;
    }
}
