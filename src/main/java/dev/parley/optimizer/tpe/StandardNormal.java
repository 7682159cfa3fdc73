package dev.parley.optimizer.tpe;

import org.apache.commons.numbers.gamma.Erf;
import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;
import org.apache.commons.numbers.gamma.InverseErfc;

/** Masses of the standard normal distribution, accurate in its far tails, and the quantiles of its truncations. */
final class StandardNormal {

    /** log √(2π). */
    static final double LOG_SQRT_TWO_PI = 0.9189385332046727;

    private static final double SQRT_TWO = Math.sqrt(2);

    /** Beyond this distance a tail holds less than 1e-17. */
    private static final double NEGLIGIBLE_TAIL = 8.6;

    /** Below this width, in units of the local scale 1/(1 + |z|), three terms of the series are exact to 1e-15. */
    private static final double NARROW = 0.02;

    private StandardNormal() {}

    /**
     * The log of the mass between {@code center − width/2} and {@code center + width/2}.
     *
     * <p>Narrow intervals take the Taylor series of the density about the center, log φ(z) + log h + log(1 + h²(z² −
     * 1)/24 + h⁴(z⁴ − 6z² + 3)/1920 + …); intervals in a tail take the scaled complementary error function, so that
     * neither underflows nor cancels.
     *
     * @param width positive
     */
    static double logMassAround(double center, double width) {
        double z = Math.abs(center);
        if (width * (1 + z) < NARROW) {
            double z2 = z * z;
            double h2 = width * width;
            double excess = h2 * ((z2 - 1) / 24 + h2 * (z2 * (z2 - 6) + 3) / 1920);
            return Math.log(width) - z2 / 2 - LOG_SQRT_TWO_PI + excess - excess * excess / 2;
        }
        double near = z - width / 2;
        double far = z + width / 2;
        if (near <= 0) {
            return Math.log(0.5 * (Erf.value(far / SQRT_TWO) + Erf.value(-near / SQRT_TWO)));
        }
        double scaled = Erfcx.value(near / SQRT_TWO) - Math.exp(-width * z) * Erfcx.value(far / SQRT_TWO);
        return Math.log(0.5 * scaled) - near * near / 2;
    }

    /**
     * The log of the mass between two bounds on either side of the mean.
     *
     * @param low not positive
     * @param high not negative
     */
    static double logMassBetween(double low, double high) {
        double outside = 0;
        if (low > -NEGLIGIBLE_TAIL) {
            outside += tail(-low);
        }
        if (high < NEGLIGIBLE_TAIL) {
            outside += tail(high);
        }
        return outside == 0 ? 0 : Math.log1p(-outside);
    }

    /**
     * The point below which a share of the distribution truncated to [low, high] lies.
     *
     * @param share from 0 to 1
     * @param low not positive
     * @param high not negative
     */
    static double quantile(double share, double low, double high) {
        double below = tail(-low);
        double above = tail(high);
        double inside = 1 - below - above;
        double lowerTail = below + share * inside;
        double z = lowerTail < 0.5
                ? -SQRT_TWO * InverseErfc.value(2 * lowerTail)
                : SQRT_TWO * InverseErfc.value(2 * (above + (1 - share) * inside));
        return Math.clamp(z, low, high);
    }

    /** The log of the mass above {@code z}, which is not negative. */
    static double logTail(double z) {
        return Math.log(0.5 * Erfcx.value(z / SQRT_TWO)) - z * z / 2;
    }

    /** The mass above {@code z}. */
    private static double tail(double z) {
        return 0.5 * Erfc.value(z / SQRT_TWO);
    }
}
