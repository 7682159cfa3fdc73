package dev.parley.trial;

import dev.parley.optimizer.Objective;
import dev.parley.problem.FieldFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Makes an outcome of what a client told, and gathers every fault on the way. */
final class OutcomeReading {

    private final List<Objective> objectives;
    private final String prefix;
    private final List<FieldFault> faults;

    /**
     * A reading for a study.
     *
     * @param objectives the study's objectives
     * @param prefix the JSON pointer to the told result in the request
     * @param faults where faults go
     */
    OutcomeReading(List<Objective> objectives, String prefix, List<FieldFault> faults) {
        this.objectives = objectives;
        this.prefix = prefix;
        this.faults = faults;
    }

    /** The outcome; it means nothing if faults were added. */
    Outcome read(
            ToldState state,
            @Nullable Map<String, @Nullable Double> toldValues,
            @Nullable SequencedMap<String, @Nullable Double> toldConstraints,
            @Nullable String reason,
            @Nullable Map<String, Object> attributes) {
        checkFinite(prefix + "/attributes", attributes);
        double @Nullable [] values = values(toldValues);
        SequencedMap<String, Double> constraints = constraints(toldConstraints);
        if (state == ToldState.COMPLETE && values == null) {
            faults.add(new FieldFault(prefix + "/values", "must be given for a complete trial"));
        }
        if (state == ToldState.COMPLETE && reason != null) {
            faults.add(new FieldFault(prefix + "/reason", "must be left out for a complete trial"));
        }
        if (state == ToldState.FAILED && values != null) {
            faults.add(new FieldFault(prefix + "/values", "must be left out for a failed trial"));
        }
        String notFinite = values == null ? null : notFinite(values);
        if (notFinite != null && state != ToldState.FAILED) {
            return new Outcome.Infeasible(constraints, reason == null ? notFinite : reason + " (" + notFinite + ")");
        }
        return switch (state) {
            case COMPLETE ->
                new Outcome.Completed(values == null ? new double[objectives.size()] : values, constraints);
            case PRUNED -> new Outcome.Pruned(values, constraints, reason);
            case INFEASIBLE -> new Outcome.Infeasible(constraints, reason);
            case FAILED -> new Outcome.Failed(constraints, reason);
        };
    }

    private double @Nullable [] values(@Nullable Map<String, @Nullable Double> told) {
        if (told == null || told.isEmpty()) {
            return null;
        }
        double[] values = new double[objectives.size()];
        for (int i = 0; i < values.length; i++) {
            String name = objectives.get(i).name();
            Double value = told.get(name);
            if (value == null) {
                faults.add(FieldFault.under(prefix + "/values", name, "must be given: it is an objective"));
            } else {
                values[i] = value == 0 ? 0 : value;
            }
        }
        for (String name : told.keySet()) {
            if (objectives.stream().noneMatch(objective -> objective.name().equals(name))) {
                faults.add(FieldFault.under(
                        prefix + "/values", name, "must name an objective; keep other figures in attributes"));
            }
        }
        return values;
    }

    private SequencedMap<String, Double> constraints(@Nullable SequencedMap<String, @Nullable Double> told) {
        SequencedMap<String, Double> constraints = new LinkedHashMap<>();
        if (told != null) {
            told.forEach((name, value) -> {
                if (value == null || !Double.isFinite(value)) {
                    faults.add(FieldFault.under(prefix + "/constraints", name, "must be a finite number"));
                } else {
                    constraints.put(name, value);
                }
            });
        }
        return constraints;
    }

    /** Values alone may hold what is not finite: JSON has no number for it. */
    private void checkFinite(String pointer, @Nullable Object told) {
        switch (told) {
            case Map<?, ?> fields ->
                fields.forEach((name, value) -> checkFinite(FieldFault.escaped(pointer, String.valueOf(name)), value));
            case List<?> elements -> {
                for (int i = 0; i < elements.size(); i++) {
                    checkFinite(pointer + "/" + i, elements.get(i));
                }
            }
            case Double number
            when !Double.isFinite(number) ->
                faults.add(new FieldFault(pointer, "must be a finite number, or a string"));
            case null, default -> {}
        }
    }

    private @Nullable String notFinite(double[] values) {
        for (int i = 0; i < values.length; i++) {
            if (!Double.isFinite(values[i])) {
                return "%s was %s".formatted(objectives.get(i).name(), values[i]);
            }
        }
        return null;
    }
}
