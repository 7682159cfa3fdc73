package dev.parley.optimizer.gp;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * The probability that a point is feasible: that an observation of a Gaussian process fitted to labels, 1 where a trial was
 * feasible and −1 where not, is positive, Φ(mean/√(variance + noise)).
 *
 * <p>It counts more, the more often trials were infeasible: its logarithm is multiplied by one over the share of the feasible
 * ones. Losses seem to fall on and on beyond the border of what is feasible, since none are observed there, and would outweigh
 * for long that nothing is.
 */
final class Feasibility {

    private static final double SQRT_TWO = Math.sqrt(2);

    /** √(2/π). */
    private static final double SQRT_TWO_OVER_PI = Math.sqrt(2 / Math.PI);

    /** Below it the scaled function keeps the digits. */
    private static final double NEAR = -1;

    private final Regression labels;
    private final double weight;

    /**
     * The model of some labels.
     *
     * @param share the share of the trials that were feasible, more than 0
     */
    Feasibility(Regression labels, double share) {
        this.labels = labels;
        this.weight = 1 / share;
    }

    /** Takes into account that a point is being tried. */
    void addPending(double[] point) {
        labels.addPending(point);
    }

    /** The logarithm of the probability at a point, weighted. */
    double weightedLogProbability(double[] point) {
        return weight * logProbability(point);
    }

    /** The logarithm of the probability at a point. */
    double logProbability(double[] point) {
        labels.predict(point);
        double z = z();
        return z > NEAR
                ? Math.log(0.5 * Erfc.value(-z / SQRT_TWO))
                : Math.log(0.5 * Erfcx.value(-z / SQRT_TWO)) - 0.5 * z * z;
    }

    private double z() {
        return labels.mean() / Math.sqrt(labels.variance() + labels.noise());
    }

    /**
     * Adds the gradient of the weighted log probability at the point that it was asked for last; φ(z)/Φ(z) = √(2/π)/erfcx(−z/√2).
     *
     * @param axes numeric ones that are active in the point
     * @param gradient one number for each of the axes
     */
    void addGradient(double[] point, int[] axes, double[] gradient) {
        double z = z();
        double observed = labels.variance() + labels.noise();
        double slope = weight * SQRT_TWO_OVER_PI / Erfcx.value(-z / SQRT_TWO);
        labels.addGradient(point, axes, slope / Math.sqrt(observed), -slope * z / (2 * observed), gradient);
    }
}
