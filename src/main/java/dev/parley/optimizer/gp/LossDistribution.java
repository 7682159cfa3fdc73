package dev.parley.optimizer.gp;

import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.apache.commons.numbers.gamma.InverseErfc;

/**
 * The distribution of a loss whose {@link Warped} value is normal.
 *
 * @param warped how losses are warped
 * @param mean the mean of the warped value
 * @param deviation its standard deviation
 */
record LossDistribution(Warped warped, double mean, double deviation) {

    private static final int PLACES = 101;

    /** The quantiles of a standard normal distribution in the middles of equal shares. */
    private static final double[] NORMAL = IntStream.range(0, PLACES)
            .mapToDouble(i -> normalQuantile((i + 0.5) / PLACES))
            .toArray();

    private static double normalQuantile(double probability) {
        return -Math.sqrt(2) * InverseErfc.value(2 * probability);
    }

    /** The loss below which a probability lies. */
    double quantile(double probability) {
        return warped.loss(mean + deviation * normalQuantile(probability));
    }

    /** The mean of a function of the loss. */
    double expected(DoubleUnaryOperator function) {
        double sum = 0;
        for (double normal : NORMAL) {
            sum += function.applyAsDouble(warped.loss(mean + deviation * normal)) / PLACES;
        }
        return Math.clamp(
                sum, -Double.MAX_VALUE, Double.MAX_VALUE); // rounding may carry the mean of largest numbers beyond
    }

    /** The mean loss. */
    double expected() {
        return expected(DoubleUnaryOperator.identity());
    }

    /** Half the distance between the losses one deviation above and below. */
    double spread() {
        return warped.loss(mean + deviation) / 2 - warped.loss(mean - deviation) / 2;
    }
}
