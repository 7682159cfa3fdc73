package dev.parley.optimizer.gp;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * How much is to be hoped for from trying a point: the logarithm of the improvement expected on the best mean, plus the
 * weighted logarithm of the probability that the point is feasible.
 */
final class Acquisition {

    private final Regression losses;
    private final double incumbent;
    private final @Nullable Feasibility feasibility;

    /**
     * The acquisition function of some models.
     *
     * @param losses the model of the losses
     * @param incumbent the lowest mean at a feasible point tried; infinite where there is none, so that only feasibility
     *     counts; NaN where nothing was tried, so that the lowest mean is best, but not next to what is pending
     * @param feasibility the model of feasibility; null where no trial was infeasible
     */
    Acquisition(Regression losses, double incumbent, @Nullable Feasibility feasibility) {
        this.losses = losses;
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
            double deviation = Math.sqrt(losses.variance());
            value = Math.log(deviation) + ExpectedImprovement.log((incumbent - losses.mean()) / deviation);
        } else if (Double.isNaN(incumbent)) {
            losses.predict(point);
            value = Math.sqrt(losses.variance()) - Math.sqrt(losses.priorVariance()) - losses.mean();
        }
        return feasibility == null ? value : value + feasibility.weightedLogProbability(point);
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
            double deviation = Math.sqrt(variance);
            double z = (incumbent - losses.mean()) / deviation;
            double slope = ExpectedImprovement.slope(z);
            losses.addGradient(point, axes, -slope / deviation, (1 - slope * z) / (2 * variance), gradient);
        }
        if (feasibility != null) {
            feasibility.addGradient(point, axes, gradient);
        }
        return value;
    }
}
