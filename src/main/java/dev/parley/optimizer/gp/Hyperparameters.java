package dev.parley.optimizer.gp;

/**
 * What a Gaussian process is fitted by; {@link Covariances} has the formula.
 *
 * @param lengthScales one for each axis, positive
 * @param signal the variance of the function
 * @param noise the variance of an observation about the function
 * @param stretch how much further, squared, the axes together reach than each alone
 * @param share how much of the variance the axes' own effects make up, between 0 and 1
 * @param power the power of the losses' {@link Warping}
 */
@SuppressWarnings("ArrayRecordComponent")
record Hyperparameters(double[] lengthScales, double signal, double noise, double stretch, double share, double power) {

    /** Where the logarithms after those of the length scales are. */
    static final int SIGNAL = 0, NOISE = 1, STRETCH = 2, SHARE = 3, POWER = 4;

    /** How many numbers there are after the logarithms of the length scales. */
    static final int OTHERS = 5;

    Hyperparameters {
        lengthScales = lengthScales.clone();
    }

    /** From the logarithms of the length scales and then of the others; of the share, those of its odds. */
    static Hyperparameters ofLogs(double[] logs) {
        int axes = logs.length - OTHERS;
        double[] lengthScales = new double[axes];
        for (int a = 0; a < axes; a++) {
            lengthScales[a] = Math.exp(logs[a]);
        }
        return new Hyperparameters(
                lengthScales,
                Math.exp(logs[axes + SIGNAL]),
                Math.exp(logs[axes + NOISE]),
                Math.exp(logs[axes + STRETCH]),
                1 / (1 + Math.exp(-logs[axes + SHARE])),
                logs[axes + POWER]);
    }

    /** The variance of the function anywhere, before any observation. */
    double variance() {
        return Covariances.LEVEL + signal;
    }

    /** One over the squared length scale of an axis. */
    double weight(int axis) {
        return 1 / (lengthScales[axis] * lengthScales[axis]);
    }
}
