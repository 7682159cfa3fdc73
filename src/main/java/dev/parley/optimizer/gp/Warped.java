package dev.parley.optimizer.gp;

/**
 * What a power makes of the losses.
 *
 * @param warping what they were warped by
 * @param power the power
 * @param values the losses, standardized
 * @param slopes their derivatives by the power
 * @param noises the variances that their standard errors give them; 0 where none is known
 * @param noiseSlopes their derivatives by the power
 * @param mean what was subtracted of the bent losses
 * @param deviation what they were then divided by; 0 where all losses are the same
 * @param logJacobian the sum of the logarithms of the values' derivatives by the loss, up to a constant
 * @param logJacobianSlope its derivative by the power
 */
@SuppressWarnings("ArrayRecordComponent")
record Warped(
        Warping warping,
        double power,
        double[] values,
        double[] slopes,
        double[] noises,
        double[] noiseSlopes,
        double mean,
        double deviation,
        double logJacobian,
        double logJacobianSlope) {

    /** The loss that has a value, as far out as the warping tells losses apart. */
    double loss(double value) {
        double bent = mean + value * deviation;
        boolean isUpper = bent >= 0;
        return warping.loss(isUpper, Power.straighten(Math.abs(bent), isUpper ? power : 2 - power));
    }

    /** Whether a standard error is known of some loss. */
    boolean hasNoises() {
        for (double noise : noises) {
            if (noise > 0) {
                return true;
            }
        }
        return false;
    }
}
