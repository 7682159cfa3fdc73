package dev.parley.optimizer.gp;

/**
 * The bending of a size by an exponent p, by l, the logarithm of one more than the size: ((1 + x)ᵖ − 1)/p = (e^(lp) − 1)/p for
 * l = log(1 + x), which is l itself where p is 0.
 */
final class Power {

    /** Below it, values are taken from the series. */
    private static final double SMALL = 1e-4;

    private Power() {}

    /** (e^(lp) − 1)/p. */
    static double bend(double log, double exponent) {
        double product = log * exponent;
        return Math.abs(product) < SMALL
                ? log * (1 + product / 2 + product * product / 6)
                : Math.expm1(product) / exponent;
    }

    /** Its derivative by p. */
    static double slope(double log, double exponent) {
        double product = log * exponent;
        return Math.abs(product) < SMALL
                ? log * log * (0.5 + product / 3 + product * product / 8)
                : (product * Math.exp(product) - Math.expm1(product)) / (exponent * exponent);
    }

    /** The l that is bent to a number of at least 0; infinite where none is bent so far. */
    static double straighten(double bent, double exponent) {
        double product = bent * exponent;
        if (product <= -1) {
            return Double.POSITIVE_INFINITY;
        }
        return Math.abs(product) < SMALL
                ? bent * (1 - product / 2 + product * product / 3)
                : Math.log1p(product) / exponent;
    }
}
