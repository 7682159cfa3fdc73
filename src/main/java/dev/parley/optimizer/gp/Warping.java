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

    /** Below it, the transformation is taken from its series. */
    private static final double SMALL = 1e-4;

    private final double[] sizes;
    private final double[] logs;
    private final boolean[] apart;

    /**
     * What a power makes of the losses.
     *
     * @param values the losses, standardized
     * @param slopes their derivatives by the power
     * @param logJacobian the sum of the logarithms of their derivatives by the loss, up to a constant
     * @param logJacobianSlope its derivative by the power
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Warped(double[] values, double[] slopes, double logJacobian, double logJacobianSlope) {}

    /**
     * The transformation of some losses.
     *
     * @param losses finite, at least one
     * @param points where they were observed, NaN on inactive axes
     */
    Warping(double[] losses, double[][] points) {
        apart = apart(points);
        sizes = sizes(losses);
        logs = Arrays.stream(sizes).map(size -> Math.log1p(Math.abs(size))).toArray();
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

    /** The losses' distances from the median of those apart, in robust deviations. */
    private double[] sizes(double[] losses) {
        double largest = Arrays.stream(losses).map(Math::abs).max().orElseThrow();
        double unit = largest > 1 ? largest : 1;
        double[] scaled = Arrays.stream(losses).map(loss -> loss / unit).toArray();
        double[] sorted = amongApart(scaled);
        Arrays.sort(sorted);
        double median = quantile(sorted, 0.5);
        double spread = (quantile(sorted, 0.75) - quantile(sorted, 0.25)) / NORMAL_QUARTILES;
        double deviation = spread > 0 ? spread : sorted[sorted.length - 1] - sorted[0];
        if (!(deviation > 0)) {
            return new double[losses.length];
        }
        return Arrays.stream(scaled)
                .map(loss -> Math.clamp((loss - median) / deviation, -MOST_DEVIATIONS, MOST_DEVIATIONS))
                .toArray();
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
            bent[i] = sign * bend(logs[i], exponent);
            slopes[i] = bendSlope(logs[i], exponent);
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
            return new Warped(new double[n], new double[n], 0, 0);
        }
        double deviation = Math.sqrt(variance / count);
        double relative = covariance / variance;
        for (int i = 0; i < n; i++) {
            bent[i] = (bent[i] - mean) / deviation;
            slopes[i] = (slopes[i] - meanSlope) / deviation - bent[i] * relative;
        }
        return new Warped(bent, slopes, logJacobian - n * Math.log(deviation), logJacobianSlope - n * relative);
    }

    /** (e^(lp) − 1)/p, which is ((1 + x)ᵖ − 1)/p for l = log(1 + x). */
    private static double bend(double log, double exponent) {
        double product = log * exponent;
        return Math.abs(product) < SMALL
                ? log * (1 + product / 2 + product * product / 6)
                : Math.expm1(product) / exponent;
    }

    /** Its derivative by p. */
    private static double bendSlope(double log, double exponent) {
        double product = log * exponent;
        return Math.abs(product) < SMALL
                ? log * log * (0.5 + product / 3 + product * product / 8)
                : (product * Math.exp(product) - Math.expm1(product)) / (exponent * exponent);
    }
}
