package dev.parley.optimizer.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Kernels over choices without an order: each gives weight 1 to the observed choice and 1/(n + 1) to every choice, n
 * being the number of observations; the prior is uniform.
 *
 * <p>Watanabe, arXiv 2304.11127, section 3 (kernel functions), with the prior's share as in Optuna.
 */
final class CategoricalKernels implements Kernels {

    private final int choices;
    private final double share;

    /** The observed choice of each kernel; the number of choices where it is the prior. */
    private final int[] observed;

    CategoricalKernels(int choices, double[] coordinates, int count) {
        this.choices = choices;
        observed = new int[count + 1];
        int active = 0;
        for (int i = 0; i < count; i++) {
            boolean inactive = Double.isNaN(coordinates[i]);
            observed[i] = inactive ? choices : (int) coordinates[i];
            active += inactive ? 0 : 1;
        }
        observed[count] = choices;
        share = 1.0 / (active + 1);
    }

    @Override
    public double sample(int kernel, RandomGenerator random) {
        if (observed[kernel] == choices) {
            return random.nextInt(choices);
        }
        double mass = random.nextDouble() * (1 + choices * share);
        return mass < 1 ? observed[kernel] : Math.min((int) ((mass - 1) / share), choices - 1);
    }

    @Override
    public LogDensities at(double coordinate) {
        double total = 1 + choices * share;
        double[] logProbabilities = new double[choices + 1];
        Arrays.fill(logProbabilities, Math.log(share / total));
        logProbabilities[(int) coordinate] = Math.log((1 + share) / total);
        logProbabilities[choices] = -Math.log(choices);
        return (sums, from, to) -> {
            for (int i = from; i < to; i++) {
                sums[i - from] += logProbabilities[observed[i]];
            }
        };
    }
}
