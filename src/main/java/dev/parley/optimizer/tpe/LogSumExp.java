package dev.parley.optimizer.tpe;

/**
 * A running log Σ exp(vᵢ) that neither overflows nor underflows: terms are kept relative to the largest one seen.
 *
 * <p>Terms more than {@value #NEGLIGIBLE} below the largest are left out: even a million of them would change the sum by
 * less than its rounding.
 */
final class LogSumExp {

    private static final double NEGLIGIBLE = 51;

    private double largest = Double.NEGATIVE_INFINITY;
    private double sum;

    /** Adds the first {@code count} terms. */
    void add(double[] terms, int count) {
        double top = largest;
        for (int i = 0; i < count; i++) {
            top = Math.max(top, terms[i]);
        }
        if (top == Double.NEGATIVE_INFINITY) {
            return;
        }
        double total = sum * Math.exp(largest - top);
        double floor = top - NEGLIGIBLE;
        for (int i = 0; i < count; i++) {
            if (terms[i] > floor) {
                total += Math.exp(terms[i] - top);
            }
        }
        largest = top;
        sum = total;
    }

    /** The log of the sum; negative infinity where no term was added. */
    double value() {
        return largest + Math.log(sum);
    }
}
