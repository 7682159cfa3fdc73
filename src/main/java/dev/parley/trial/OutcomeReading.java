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
    Outcome read(ToldState state, ToldResult told) {
        checkFinite(prefix + "/attributes", told.attributes());
        MeasuredValues measured = new ValuesReading(objectives, told, prefix, faults).read();
        SequencedMap<String, Double> constraints = constraints(told.constraints());
        String reason = told.reason();
        if (state == ToldState.COMPLETE && measured == null) {
            faults.add(new FieldFault(prefix + "/values", "must be given for a complete trial"));
        }
        if (state == ToldState.COMPLETE && reason != null) {
            faults.add(new FieldFault(prefix + "/reason", "must be left out for a complete trial"));
        }
        if (state == ToldState.FAILED) {
            refuseForFailed("values", told.values());
            refuseForFailed("standardErrors", told.standardErrors());
            refuseForFailed("scores", told.scores());
        }
        if (state != ToldState.PRUNED && told.step() != null) {
            faults.add(new FieldFault(prefix + "/step", "must be left out: only a pruned trial has one"));
        }
        String notFinite = measured == null ? null : notFinite(measured.values());
        if (notFinite != null && state != ToldState.FAILED) {
            return new Outcome.Infeasible(constraints, reason == null ? notFinite : reason + " (" + notFinite + ")");
        }
        return switch (state) {
            case COMPLETE ->
                new Outcome.Completed(
                        measured == null ? new MeasuredValues(new double[objectives.size()], null, Map.of()) : measured,
                        constraints);
            case PRUNED -> new Outcome.Pruned(measured, told.step(), constraints, reason);
            case INFEASIBLE -> new Outcome.Infeasible(constraints, reason);
            case FAILED -> new Outcome.Failed(constraints, reason);
        };
    }

    private void refuseForFailed(String field, Map<String, ?> told) {
        if (!told.isEmpty()) {
            faults.add(new FieldFault(prefix + "/" + field, "must be left out for a failed trial"));
        }
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
