package dev.parley.optimizer.gp;

import java.util.Arrays;
import java.util.stream.IntStream;

/**
 * Losses on a scale on which a normal model fits: brought to a common size, bent by a power and standardized.
 *
 * <p>The power transformation is Yeo's and Johnson's (A new family of power transformations, Biometrika 87, 2000), about the
 * median; power 1 leaves losses as they are, a smaller one draws large losses together. Sizes come from losses at points that
 * lie apart, so that many trials around the best one do not change the scale.
 */
final class Warping {

    /** Beyond this many deviations from the median, a loss counts as that many. */
    private static final double MOST_DEVIATIONS = 30;

    /** Points nearer than this, as the root mean square of their differences along the axes, do not lie apart. */
    private static final double APART = 0.05;

    /** The distance between the quartiles of a standard normal distribution. */
    private static final double NORMAL_QUARTILES = 1.349;

    /** The noise of an observation counts as at most this many deviations. */
    private static final double LARGEST_ERROR = 1e3;

    private final boolean[] apart;
    private final double unit;
    private final double median;
    private final double deviation;
    private final double[] sizes;
    private final double[] logs;
    private final double[] errors;

    /**
     * The transformation of some losses.
     *
     * @param losses finite, at least one
     * @param standardErrors how far each may be off; NaN where that is not known
     * @param points where they were observed, NaN on inactive axes
     */
    Warping(double[] losses, double[] standardErrors, double[][] points) {
        apart = apart(points);
        unit = Math.max(1, Arrays.stream(losses).map(Math::abs).max().orElseThrow());
        double[] sorted =
                amongApart(Arrays.stream(losses).map(loss -> loss / unit).toArray());
        Arrays.sort(sorted);
        median = quantile(sorted, 0.5);
        deviation = deviation(sorted);
        sizes = Arrays.stream(losses).map(this::size).toArray();
        logs = Arrays.stream(sizes).map(size -> Math.log1p(Math.abs(size))).toArray();
        errors = Arrays.stream(standardErrors).map(this::error).toArray();
    }

    /** Which points are the first among those close together. */
    private static boolean[] apart(double[][] points) {
        boolean[] apart = new boolean[points.length];
        for (int i = 0; i < points.length; i++) {
            apart[i] = true;
            for (int k = 0; k < i && apart[i]; k++) {
                apart[i] = !apart[k] || areApart(points[i], points[k]);
            }
        }
        return apart;
    }

    private static boolean areApart(double[] one, double[] other) {
        double sum = 0;
        for (int a = 0; a < one.length; a++) {
            if (Double.isNaN(one[a]) || Double.isNaN(other[a])) {
                sum += Double.isNaN(one[a]) && Double.isNaN(other[a]) ? 0 : 1;
            } else {
                sum += (one[a] - other[a]) * (one[a] - other[a]);
            }
        }
        return sum > APART * APART * one.length;
    }

    /** A robust deviation of sorted numbers; 0 where they are all the same. */
    private static double deviation(double[] sorted) {
        double spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / NORMAL_QUARTILES;
        return spread > 0 ? spread : sorted[sorted.length - 1] - sorted[0];
    }

    /** A loss's distance from the median in robust deviations. */
    private double size(double loss) {
        double size = deviation > 0 ? (loss / unit - median) / deviation : 0;
        return Math.clamp(size, -MOST_DEVIATIONS, MOST_DEVIATIONS);
    }

    private double error(double standardError) {
        boolean isKnown = standardError > 0 && deviation > 0;
        return isKnown ? Math.min(standardError / unit / deviation, LARGEST_ERROR) : 0;
    }

    /** A robust deviation of the losses at places that lie apart; 0 where they are all the same. */
    double deviation() {
        return Math.min(deviation * unit, Double.MAX_VALUE);
    }

    /** The loss that has a logarithm of its size, on one side of the median. */
    double loss(boolean isUpper, double log) {
        double size = Math.min(Math.expm1(log), MOST_DEVIATIONS);
        double loss = (median + (isUpper ? size : -size) * deviation) * unit;
        return Math.clamp(loss, -Double.MAX_VALUE, Double.MAX_VALUE);
    }

    private double[] amongApart(double[] all) {
        return IntStream.range(0, all.length)
                .filter(i -> apart[i])
                .mapToDouble(i -> all[i])
                .toArray();
    }

    private static double quantile(double[] sorted, double share) {
        double place = share * (sorted.length - 1);
        int below = (int) place;
        int above = Math.min(below + 1, sorted.length - 1);
        return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
    }

    /** What a power makes of the losses; zeros where they are all the same. */
    Warped at(double power) {
        int n = sizes.length;
        double[] bent = new double[n];
        double[] slopes = new double[n];
        double logJacobian = 0;
        double logJacobianSlope = 0;
        for (int i = 0; i < n; i++) {
            boolean upper = sizes[i] >= 0;
            double exponent = upper ? power : 2 - power;
            double sign = upper ? 1 : -1;
            bent[i] = sign * Power.bend(logs[i], exponent);
            slopes[i] = Power.slope(logs[i], exponent);
            logJacobian += (power - 1) * sign * logs[i];
            logJacobianSlope += sign * logs[i];
        }
        double mean = Arrays.stream(amongApart(bent)).average().orElseThrow();
        double meanSlope = Arrays.stream(amongApart(slopes)).average().orElseThrow();
        double variance = 0;
        double covariance = 0;
        int count = 0;
        for (int i = 0; i < n; i++) {
            if (apart[i]) {
                variance += (bent[i] - mean) * (bent[i] - mean);
                covariance += (bent[i] - mean) * (slopes[i] - meanSlope);
                count++;
            }
        }
        if (!(variance > 0)) {
            return new Warped(this, power, new double[n], new double[n], new double[n], new double[n], 0, 0, 0, 0);
        }
        double deviation = Math.sqrt(variance / count);
        double relative = covariance / variance;
        for (int i = 0; i < n; i++) {
            bent[i] = (bent[i] - mean) / deviation;
            slopes[i] = (slopes[i] - meanSlope) / deviation - bent[i] * relative;
        }
        double[] noises = new double[n];
        double[] noiseSlopes = new double[n];
        for (int i = 0; i < n; i++) {
            double sign = sizes[i] >= 0 ? 1 : -1;
            double error = Math.min(errors[i] * Math.exp((power - 1) * sign * logs[i]) / deviation, LARGEST_ERROR);
            noises[i] = error * error;
            noiseSlopes[i] = error < LARGEST_ERROR ? 2 * noises[i] * (sign * logs[i] - relative) : 0;
        }
        return new Warped(
                this,
                power,
                bent,
                slopes,
                noises,
                noiseSlopes,
                mean,
                deviation,
                logJacobian - n * Math.log(deviation),
                logJacobianSlope - n * relative);
    }
}
