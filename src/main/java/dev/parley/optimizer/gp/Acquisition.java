package dev.parley.optimizer.gp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much is to be hoped for from trying a point: the logarithm of the improvement expected of the best mean, plus the
 * weighted logarithm of the probability that the point is feasible.
 *
 * <p>What counts is by how much the mean may fall, not the function: a point whose value is known up to the noise has v and
 * can move the mean by a deviation of v/√(v + noise) only (Frazier et al., The knowledge-gradient policy for correlated
 * normal beliefs, 2009, for a single point). Without noise this is expected improvement.
 */
final class Acquisition {

    private final Regression losses;
    private final double noise;
    private final double incumbent;
    private final @Nullable Feasibility feasibility;

    /**
     * The acquisition function of some models.
     *
     * @param losses the model of the losses
     * @param noise the variance of an observation that keeps the mean from moving; 0 to look at the function instead
     * @param incumbent the lowest mean at a feasible point tried; infinite where there is none, so that only feasibility
     *     counts
     * @param feasibility the model of feasibility; null where no trial was infeasible
     */
    Acquisition(Regression losses, double noise, double incumbent, @Nullable Feasibility feasibility) {
        this.losses = losses;
        this.noise = noise;
        this.incumbent = incumbent;
        this.feasibility = feasibility;
    }

    /** Takes into account that a point is being tried. */
    void addPending(double[] point) {
        losses.addPending(point);
        if (feasibility != null) {
            feasibility.addPending(point);
        }
    }

    /** The value at a point; NaN where the point is inactive. */
    double at(double[] point) {
        double value = 0;
        if (Double.isFinite(incumbent)) {
            losses.predict(point);
            double deviation = Math.sqrt(movable(losses.variance(), noise));
            value = Math.log(deviation) + ExpectedImprovement.log((incumbent - losses.mean()) / deviation);
        }
        return feasibility == null ? value : value + feasibility.weightedLogProbability(point);
    }

    /** The variance of the mean at a point once the point is observed: the part of its variance that is taken away. */
    static double movable(double variance, double noise) {
        return variance * variance / (variance + noise);
    }

    /**
     * The value at a point, and its gradient.
     *
     * @param axes numeric ones that are active in the point
     * @param gradient receives one number for each of the axes
     */
    double at(double[] point, int[] axes, double[] gradient) {
        Arrays.fill(gradient, 0);
        double value = at(point);
        if (Double.isFinite(incumbent)) {
            double variance = losses.variance();
            double observed = variance + noise;
            double movable = movable(variance, noise);
            double deviation = Math.sqrt(movable);
            double z = (incumbent - losses.mean()) / deviation;
            double slope = ExpectedImprovement.slope(z);
            double byMovable = (1 - slope * z) / (2 * movable);
            double movableByVariance = variance * (observed + noise) / (observed * observed);
            losses.addGradient(point, axes, -slope / deviation, byMovable * movableByVariance, gradient);
        }
        if (feasibility != null) {
            feasibility.addGradient(point, axes, gradient);
        }
        return value;
    }
}
