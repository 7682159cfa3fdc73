package dev.parley.trial;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The objectives' values of a trial and how sure they are.
 *
 * @param values one for each objective, in their order
 * @param standardErrors their standard errors, NaN where none is known; null if none is
 * @param scores the single scores that values were computed from, by objective; empty if only values were told
 */
@SuppressWarnings("ArrayRecordComponent") // compared by isSameAs
record MeasuredValues(double[] values, double @Nullable [] standardErrors, Map<String, List<Double>> scores) {

    MeasuredValues {
        scores = Map.copyOf(scores);
        if (standardErrors != null && Arrays.stream(standardErrors).allMatch(Double::isNaN)) {
            standardErrors = null;
        }
    }

    /** Whether all figures are equal. */
    boolean isSameAs(MeasuredValues other) {
        return Arrays.equals(values, other.values)
                && Arrays.equals(standardErrors, other.standardErrors)
                && scores.equals(other.scores);
    }
}
