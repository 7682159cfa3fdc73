package dev.parley.drift;

import org.apache.commons.numbers.gamma.RegularizedBeta;

/**
 * The evidence that normal measurements of unknown variance have a mean above zero, as an e-value: the marginal likelihood ratio
 * of a mean above zero to a mean of zero. Under the latter its expectation is one at every number of measurements and at every
 * stopping time, whatever the variance; with a mean below zero it is less.
 *
 * <p>The standard deviation has the prior 1/σ under both. Above zero the mean in units of it has a half-normal prior of variance
 * {@value #EFFECT_VARIANCE}. With r = Σx / √(n Σx²), q = ng/(1+ng) and y = 1 − q r², the integrals come to
 *
 * <pre>(1+ng)^(−1/2) y^(−n/2) · (I_y(n/2, 1/2) if r < 0, else 2 − I_y(n/2, 1/2))</pre>
 *
 * with I the regularized incomplete beta function: twice Gönen et al.'s Bayes factor times the posterior probability of a mean
 * above zero. That it may be looked at after each measurement is Lai's; Wang and Ramdas have the theory.
 *
 * @see <a href="https://arxiv.org/abs/2310.03722">Wang, Ramdas: Anytime-valid t-tests and confidence sequences for Gaussian means
 *     with unknown variance</a>
 */
final class Evidence {

    /** How large an effect is thought to be: the variance g of the mean in units of the standard deviation. */
    static final double EFFECT_VARIANCE = 1;

    private Evidence() {}

    /**
     * The logarithm of the e-value.
     *
     * @param n how many measurements, at least 1
     * @param sum their sum
     * @param sumOfSquares the sum of their squares; where it is zero, nothing speaks for either, and the e-value is that of r = 0
     */
    static double log(int n, double sum, double sumOfSquares) {
        double r = sumOfSquares == 0 ? 0 : Math.clamp(sum / Math.sqrt(n * sumOfSquares), -1, 1);
        double prior = 1 + n * EFFECT_VARIANCE;
        double q = n * EFFECT_VARIANCE / prior;
        double y = 1 - q * r * r;
        double tail = RegularizedBeta.value(y, n / 2.0, 0.5);
        return -0.5 * Math.log(prior) - 0.5 * n * Math.log(y) + Math.log(r < 0 ? tail : 2 - tail);
    }
}
