package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

/** Reference values are those of {@code scipy.special.logsumexp}, SciPy 1.17. */
class LogSumExpTests {

    private static double of(double... terms) {
        LogSumExp sum = new LogSumExp();
        for (double term : terms) {
            sum.add(new double[] {term, Double.NaN}, 1);
        }
        LogSumExp atOnce = new LogSumExp();
        atOnce.add(terms, terms.length);
        assertThat(sum.value()).isCloseTo(atOnce.value(), within(1e-12));
        return atOnce.value();
    }

    @Test
    void neitherOverflowsNorUnderflows() {
        assertThat(of(-1000, -1001, -1002.5)).isCloseTo(-999.6284609681474, within(1e-12));
        assertThat(of(800, 799, -800)).isCloseTo(800.3132616875182, within(1e-12));
        assertThat(of(0.1, 0.2, 0.3, -40)).isCloseTo(1.301942848229244, within(1e-14));
    }

    @Test
    void leavesOutImpossibleTerms() {
        LogSumExp sum = new LogSumExp();
        sum.add(new double[] {Double.NEGATIVE_INFINITY}, 1);
        sum.add(new double[] {3, Double.NEGATIVE_INFINITY}, 2);
        assertThat(sum.value()).isEqualTo(3);
    }

    @Test
    void theSumOfNothingIsImpossible() {
        assertThat(new LogSumExp().value()).isEqualTo(Double.NEGATIVE_INFINITY);
    }
}
