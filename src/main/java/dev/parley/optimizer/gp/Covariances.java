package dev.parley.optimizer.gp;

import java.util.Arrays;

/**
 * The covariances of one point with the points of a design:
 *
 * <p>level + signal · ((1 − share) m(√(5 Σₐ wₐ δₐ / stretch)) + share/d · Σₐ (1 + wₐ δₐ)⁻²)
 *
 * <p>with δₐ the squared distance and wₐ one over the squared length scale along axis a of d, and m(r) = (1 + r + r²/3) e⁻ʳ
 * the Matérn kernel with smoothness 5/2 (Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, equation
 * (4.17)), which can model any function. The other term is an additive one, a rational quadratic kernel for each axis: it says
 * that the axes have effects of their own, which a few points show even where there are many axes (Duvenaud, Nickisch,
 * Rasmussen, Additive Gaussian processes, NIPS 2011, with effects of the first order only).
 */
final class Covariances {

    /** The variance of the function's constant level, which is not known either. */
    static final double LEVEL = 1;

    private double[] values;
    private double[] distances;
    private double[] roots;
    private double[] decays;
    private double[] effects;
    private double[] along;
    private int count;

    Covariances(int capacity) {
        values = new double[capacity];
        distances = new double[capacity];
        roots = new double[capacity];
        decays = new double[capacity];
        effects = new double[capacity];
        along = new double[capacity];
    }

    /**
     * Computes them.
     *
     * @param point NaN where it is inactive
     * @param most how many of the design's points, the first ones
     */
    void compute(Hyperparameters h, Design design, double[] point, int most) {
        ensureCapacity(most);
        count = most;
        Arrays.fill(distances, 0, count, 0);
        Arrays.fill(effects, 0, count, 0);
        for (int a = 0; a < point.length; a++) {
            design.squaredDistances(a, point[a], along, count);
            double weight = h.weight(a);
            for (int i = 0; i < count; i++) {
                double q = weight * along[i];
                double root = 1 / (1 + q);
                distances[i] += q;
                effects[i] += root * root;
            }
        }
        double joint = h.signal() * (1 - h.share());
        double each = h.signal() * h.share() / point.length;
        for (int i = 0; i < count; i++) {
            roots[i] = Math.sqrt(5 * distances[i] / h.stretch());
        }
        for (int i = 0; i < count; i++) {
            decays[i] = Math.exp(-roots[i]);
        }
        for (int i = 0; i < count; i++) {
            values[i] = LEVEL + joint * matern(roots[i], decays[i]) + each * effects[i];
        }
    }

    /** The Matérn kernel with smoothness 5/2 at r = √(5 s), s the squared distance: (1 + r + r²/3) e⁻ʳ. */
    private static double matern(double r, double decay) {
        return (1 + r + r * r / 3) * decay;
    }

    /** Its derivative by s: −5/6 (1 + r) e⁻ʳ. */
    private static double slope(double r, double decay) {
        return -5.0 / 6 * (1 + r) * decay;
    }

    private void ensureCapacity(int capacity) {
        if (capacity > values.length) {
            int larger = capacity + capacity / 2;
            values = new double[larger];
            distances = new double[larger];
            roots = new double[larger];
            decays = new double[larger];
            effects = new double[larger];
            along = new double[larger];
        }
    }

    /** The covariance with each point; only as many count as were computed. */
    double[] values() {
        return values;
    }

    /**
     * Adds Σᵢ fᵢ ∂kᵢ/∂θ by the logarithms of the hyperparameters but the noise's, in the order of
     * {@link Hyperparameters#ofLogs}.
     *
     * @param factors f
     */
    void addGradient(Hyperparameters h, Design design, double[] point, double[] factors, double[] gradient) {
        int axes = point.length;
        double joint = h.signal() * (1 - h.share()) / h.stretch();
        double each = h.signal() * h.share() / axes;
        double[] slopes = new double[count];
        double share = 0;
        double signal = 0;
        for (int i = 0; i < count; i++) {
            slopes[i] = factors[i] * joint * slope(roots[i], decays[i]);
            signal += factors[i] * (values[i] - LEVEL);
            share += factors[i] * (effects[i] / axes - matern(roots[i], decays[i]));
        }
        for (int a = 0; a < axes; a++) {
            design.squaredDistances(a, point[a], along, count);
            double weight = h.weight(a);
            double byDistance = 0;
            double byEffect = 0;
            for (int i = 0; i < count; i++) {
                double q = weight * along[i];
                double root = 1 / (1 + q);
                byDistance += slopes[i] * q;
                byEffect += factors[i] * q * root * root * root;
            }
            gradient[a] -= 2 * byDistance - 4 * each * byEffect;
            gradient[axes + Hyperparameters.STRETCH] -= byDistance;
        }
        gradient[axes + Hyperparameters.SIGNAL] += signal;
        gradient[axes + Hyperparameters.SHARE] += share * h.signal() * h.share() * (1 - h.share());
    }

    /**
     * Adds Σᵢ fᵢ ∂kᵢ/∂xₐ for some axes.
     *
     * @param axes numeric ones that are active in the point
     * @param gradient one number for each of the axes
     */
    void addSlopes(Hyperparameters h, Design design, double[] point, double[] factors, int[] axes, double[] gradient) {
        double joint = 2 * h.signal() * (1 - h.share()) / h.stretch();
        double each = -4 * h.signal() * h.share() / point.length;
        double[] slopes = new double[count];
        for (int i = 0; i < count; i++) {
            slopes[i] = factors[i] * joint * slope(roots[i], decays[i]);
        }
        double[] combined = new double[count];
        for (int j = 0; j < axes.length; j++) {
            int a = axes[j];
            design.squaredDistances(a, point[a], along, count);
            double weight = h.weight(a);
            for (int i = 0; i < count; i++) {
                double root = 1 / (1 + weight * along[i]);
                combined[i] = slopes[i] + each * factors[i] * root * root * root;
            }
            gradient[j] += weight * design.weightedDifferences(a, point[a], combined, count);
        }
    }
}
