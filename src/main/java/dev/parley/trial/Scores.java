package dev.parley.trial;

import java.util.Collections;
import java.util.List;
import java.util.stream.DoubleStream;

/**
 * The scores of the folds or repeats of one evaluation. However large or small they are, nothing overflows: they are
 * added in units of a power of two.
 *
 * @param values the scores, at least one, all finite
 */
record Scores(List<Double> values) {

    Scores {
        values = List.copyOf(values);
        if (values.isEmpty()) {
            throw new IllegalArgumentException("there must be at least one score");
        }
    }

    /** The largest magnitude among the scores. */
    double magnitude() {
        return values.stream().mapToDouble(Math::abs).max().orElseThrow();
    }

    private double unit() {
        return Math.scalb(1.0, Math.getExponent(magnitude()));
    }

    private DoubleStream scaled(double unit) {
        return values.stream().mapToDouble(score -> score / unit);
    }

    /** Their mean, which stands for the value; between the smallest and the largest of them. */
    double mean() {
        double unit = unit();
        return Math.clamp(
                unit * (scaled(unit).sum() / values.size()), Collections.min(values), Collections.max(values));
    }

    /** The standard error of the mean, s / √n with s² over n − 1; NaN of a single score. */
    double standardError() {
        int n = values.size();
        if (n == 1) {
            return Double.NaN;
        }
        double unit = unit();
        double mean = scaled(unit).sum() / n;
        double variance =
                scaled(unit).map(score -> (score - mean) * (score - mean)).sum() / (n - 1);
        return Math.min(unit * Math.sqrt(variance / n), Double.MAX_VALUE);
    }
}
