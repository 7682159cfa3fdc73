package dev.parley.optimizer.gp;

import java.util.Arrays;

/**
 * What is believed of the hyperparameters before any observation: normal distributions of their logarithms, within bounds,
 * in the order of {@link Hyperparameters#ofLogs}.
 *
 * <p>They say that an axis has an effect over about half of its length, that the axes together reach further the more of them
 * there are (as in Hvarfner, Hellsten, Nardi, Vanilla Bayesian optimization performs great in high dimensions, ICML 2024),
 * and that the axes' own effects make up most of the variance.
 */
final class Priors {

    private static final double LARGEST_SHARE = 8;

    private final int axes;
    private final double[] means;
    private final double[] deviations;
    private final double[] low;
    private final double[] high;

    /** What is believed of the noise's logarithm, losses having a variance of 1. */
    enum Noise {
        /** There is little: what suggests had better believe what it is told. */
        LITTLE(-9, 1.5, 1e-8),
        /** There may be any: what recommends must not believe in luck. */
        ANY(-4, 2, 1e-8),
        /** Labels have much, since they jump where no smooth function does. */
        OF_LABELS(-2, 0.5, 1e-3);

        private final double mean;
        private final double deviation;
        private final double lowest;

        Noise(double mean, double deviation, double leastVariance) {
            this.mean = mean;
            this.deviation = deviation;
            this.lowest = Math.log(leastVariance);
        }
    }

    /**
     * The priors of a model.
     *
     * @param axes how many axes it has, at least one
     * @param warped whether it is of losses, and the power of their {@link Warping} is to be found; it is 1 otherwise
     * @param additive whether the axes have effects of their own
     */
    Priors(int axes, boolean warped, boolean additive, Noise noise) {
        int size = axes + Hyperparameters.OTHERS;
        this.axes = axes;
        means = new double[size];
        deviations = new double[size];
        low = new double[size];
        high = new double[size];
        for (int a = 0; a < axes; a++) {
            set(a, -0.5, 0.7, Math.log(0.01), Math.log(1000));
        }
        set(axes + Hyperparameters.SIGNAL, 0, 1, Math.log(0.01), Math.log(100));
        set(axes + Hyperparameters.NOISE, noise.mean, noise.deviation, noise.lowest, 0);
        set(axes + Hyperparameters.STRETCH, Math.log(axes), 1, -3, 10);
        set(axes + Hyperparameters.SHARE, 1, 2, -LARGEST_SHARE, additive ? LARGEST_SHARE : -LARGEST_SHARE);
        set(axes + Hyperparameters.POWER, 1, 0.5, warped ? -2 : 1, warped ? 3 : 1);
    }

    private void set(int index, double mean, double deviation, double lowest, double highest) {
        means[index] = mean;
        deviations[index] = deviation;
        low[index] = lowest;
        high[index] = highest;
    }

    /** Adds the gradient of the negative logarithm of the prior density, and gives that logarithm up to a constant. */
    double addPenalty(double[] logs, double[] gradient) {
        double penalty = 0;
        for (int i = 0; i < logs.length; i++) {
            double z = (logs[i] - means[i]) / deviations[i];
            penalty += 0.5 * z * z;
            gradient[i] += z / deviations[i];
        }
        return penalty;
    }

    /** The smallest values. */
    double[] low() {
        return low.clone();
    }

    /** The largest values. */
    double[] high() {
        return high.clone();
    }

    /** Where to start fitting: at a smooth function with little noise, and at a rough one with much. */
    double[][] starts() {
        return new double[][] {start(-1, Math.log(1e-3)), start(-2.5, Math.log(0.1))};
    }

    private double[] start(double lengthOffset, double noise) {
        double[] start = new double[means.length];
        Arrays.setAll(start, i -> Math.clamp(i < axes ? means[i] + lengthOffset : means[i], low[i], high[i]));
        start[axes + Hyperparameters.NOISE] = noise;
        return start;
    }
}
