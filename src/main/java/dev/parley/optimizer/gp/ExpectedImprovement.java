package dev.parley.optimizer.gp;

import org.apache.commons.numbers.gamma.Erfc;
import org.apache.commons.numbers.gamma.Erfcx;

/**
 * The logarithm of the expected improvement of a normal variable on a bound, by z = (bound − mean)/deviation: log(φ(z) + z
 * Φ(z)), to which the logarithm of the deviation is to be added.
 *
 * <p>In the lower tail φ(z) + z Φ(z) = φ(z) (1 − |z| m(|z|)) with Mills' ratio m, which the scaled complementary error
 * function gives; far out the difference is taken from its asymptotic series. Ament et al., Unexpected improvements to
 * expected improvement for Bayesian optimization, NeurIPS 2023, equation (9).
 */
final class ExpectedImprovement {

    private static final double SQRT_TWO = Math.sqrt(2);
    private static final double SQRT_HALF_PI = Math.sqrt(Math.PI / 2);
    private static final double LOG_SQRT_TWO_PI = 0.9189385332046727;

    /** Above it nothing cancels. */
    private static final double NEAR = -1;

    /** Below it the asymptotic series is exact to 1e-13. */
    private static final double FAR = -60;

    private ExpectedImprovement() {}

    /** log(φ(z) + z Φ(z)). */
    static double log(double z) {
        return z > NEAR ? Math.log(direct(z)) : logDensity(z) + Math.log(scaled(z));
    }

    /** The derivative of {@link #log} by z: Φ(z)/(φ(z) + z Φ(z)). */
    static double slope(double z) {
        return z > NEAR ? mass(z) / direct(z) : mills(z) / scaled(z);
    }

    private static double logDensity(double z) {
        return -0.5 * z * z - LOG_SQRT_TWO_PI;
    }

    private static double direct(double z) {
        return Math.exp(logDensity(z)) + z * mass(z);
    }

    /** The mass below z. */
    private static double mass(double z) {
        return 0.5 * Erfc.value(-z / SQRT_TWO);
    }

    /** 1 + z Φ(z)/φ(z), for z below 0. */
    private static double scaled(double z) {
        if (z < FAR) {
            double u = 1 / (z * z);
            return u * (1 - 3 * u * (1 - 5 * u * (1 - 7 * u * (1 - 9 * u))));
        }
        return 1 + z * mills(z);
    }

    /** Mills' ratio Φ(z)/φ(z), for z below 0. */
    private static double mills(double z) {
        return SQRT_HALF_PI * Erfcx.value(-z / SQRT_TWO);
    }
}
