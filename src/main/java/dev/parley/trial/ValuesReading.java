package dev.parley.trial;

import dev.parley.optimizer.Objective;
import dev.parley.problem.FieldFault;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes the objectives' values of what a client told of them, and gathers every fault on the way. */
final class ValuesReading {

    /** The most scores of one objective. */
    static final int MOST_SCORES = 1_000;

    /** How far a value may be from the mean of its scores, as a share of the largest of them: single precision's share. */
    private static final double AGREEMENT = 1e-6;

    private final List<Objective> objectives;
    private final ToldResult told;
    private final String prefix;
    private final List<FieldFault> faults;

    ValuesReading(List<Objective> objectives, ToldResult told, String prefix, List<FieldFault> faults) {
        this.objectives = objectives;
        this.told = told;
        this.prefix = prefix;
        this.faults = faults;
    }

    /** The values, which may be no finite numbers; null if none were told. They mean nothing if faults were added. */
    @Nullable
    MeasuredValues read() {
        refuseOthers("values", told.values());
        refuseOthers("standardErrors", told.standardErrors());
        refuseOthers("scores", told.scores());
        if (told.values().isEmpty() && told.scores().isEmpty()) {
            told.standardErrors().keySet().forEach(name -> fault("standardErrors", name, "must come with a value"));
            return null;
        }
        double[] values = new double[objectives.size()];
        double[] standardErrors = new double[values.length];
        Map<String, List<Double>> kept = new LinkedHashMap<>();
        for (int i = 0; i < values.length; i++) {
            String name = objectives.get(i).name();
            List<Double> scores = scores(name);
            if (scores == null) {
                values[i] = value(name);
                standardErrors[i] = standardError(name);
                continue;
            }
            if (told.standardErrors().containsKey(name)) {
                fault("standardErrors", name, "must be left out where the scores are given");
            }
            if (!scores.stream().allMatch(Double::isFinite)) {
                values[i] = scores.stream()
                        .filter(score -> !Double.isFinite(score))
                        .findFirst()
                        .orElseThrow();
            } else {
                Scores summary = new Scores(scores);
                checkAgreement(name, summary);
                values[i] = summary.mean();
                standardErrors[i] = summary.standardError();
                kept.put(name, scores);
            }
        }
        return new MeasuredValues(values, standardErrors, kept);
    }

    private void refuseOthers(String field, Map<String, ?> named) {
        for (String name : named.keySet()) {
            if (objectives.stream().noneMatch(objective -> objective.name().equals(name))) {
                fault(field, name, "must name an objective; keep other figures in attributes");
            }
        }
    }

    private double value(String name) {
        Double value = told.values().get(name);
        if (value == null) {
            fault("values", name, "must be given: it is an objective");
            return 0;
        }
        return value + 0.0;
    }

    private double standardError(String name) {
        Double error = told.standardErrors().get(name);
        if (error == null) {
            if (told.standardErrors().containsKey(name)) {
                fault("standardErrors", name, "must not be null");
            }
            return Double.NaN;
        }
        if (!(error >= 0) || error.isInfinite()) {
            fault("standardErrors", name, "must be a finite number of at least 0");
        }
        return error + 0.0;
    }

    /** The scores of an objective; null if none were told. */
    private @Nullable List<Double> scores(String name) {
        List<@Nullable Double> scores = told.scores().get(name);
        if (scores == null) {
            if (told.scores().containsKey(name)) {
                fault("scores", name, "must not be null");
            }
            return null;
        }
        if (scores.isEmpty() || scores.size() > MOST_SCORES) {
            fault("scores", name, "must hold 1 to %,d numbers".formatted(MOST_SCORES));
            return List.of(0.0);
        }
        for (int i = 0; i < scores.size(); i++) {
            if (scores.get(i) == null) {
                faults.add(new FieldFault(FieldFault.escaped(prefix + "/scores", name) + "/" + i, "must be a number"));
            }
        }
        return scores.stream().map(score -> score == null ? 0.0 : score + 0.0).toList();
    }

    private void checkAgreement(String name, Scores scores) {
        Double value = told.values().get(name);
        if (value != null && !(Math.abs(value - scores.mean()) <= AGREEMENT * scores.magnitude())) {
            fault("values", name, "must be the mean of the scores, %s, or be left out".formatted(scores.mean()));
        }
    }

    private void fault(String field, String name, String detail) {
        faults.add(FieldFault.under(prefix + "/" + field, name, detail));
    }
}
