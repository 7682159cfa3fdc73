package dev.parley.optimizer.tpe;

import java.util.Arrays;

/** The weights of a mixture's kernels: one for each observation, and the prior's last; of any sum. */
final class Weights {

    /** How many of the newest observations weigh fully. */
    private static final int FULL_WEIGHTS = 25;

    private static final double LEAST = 1e-12;

    private Weights() {}

    /**
     * Weights of 1, for the prior too; from 25 observations on, the older ones ramp up from 1/n, oldest first.
     *
     * <p>Watanabe, arXiv 2304.11127, section 3 (weighting algorithm).
     */
    static double[] byRecency(int count) {
        double[] weights = new double[count + 1];
        Arrays.fill(weights, 1);
        int ramp = count - FULL_WEIGHTS;
        for (int i = 0; i < ramp; i++) {
            double oldest = 1.0 / count;
            weights[i] = ramp == 1 ? oldest : oldest + i * ((1 - oldest) / (ramp - 1));
        }
        return weights;
    }

    /**
     * Weights by improvement; the prior's is a share of their mean. Equal ones where nothing improves.
     *
     * <p>Watanabe, arXiv 2304.11127, section 3 (weighting algorithm), expected improvement; Song et al., A general recipe
     * for likelihood-free Bayesian optimization, ICML 2022.
     *
     * @param improvements of any scale; finite
     * @param priorShare the prior's weight as a share of the others' mean, positive
     */
    static double[] byImprovement(double[] improvements, double priorShare) {
        double[] weights = Arrays.copyOf(improvements, improvements.length + 1);
        double largest = Arrays.stream(improvements).max().orElse(0);
        if (!(largest > 0)) {
            Arrays.fill(weights, 1);
            return weights;
        }
        double sum = 0;
        for (int i = 0; i < improvements.length; i++) {
            weights[i] = Math.max(LEAST, improvements[i] / largest);
            sum += weights[i];
        }
        weights[improvements.length] = priorShare * sum / improvements.length;
        return weights;
    }
}
