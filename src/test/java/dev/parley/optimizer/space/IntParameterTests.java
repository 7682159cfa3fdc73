package dev.parley.optimizer.space;

import static dev.parley.optimizer.space.FaultAssertions.assertInvalidValue;
import static dev.parley.optimizer.space.FaultAssertions.assertSpaceFaults;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IntParameterTests {

    private static final long LARGEST = (1L << 53) - 1;

    @ParameterizedTest
    @ValueSource(longs = {Long.MIN_VALUE, -LARGEST - 1, LARGEST + 1, Long.MAX_VALUE})
    void rejectsBoundsThatADoubleDoesNotHold(long bound) {
        String detail = "must lie within ±(2^53 − 1)";
        assertSpaceFaults(() -> linear(bound, bound, 1), new Fault("/low", detail), new Fault("/high", detail));
    }

    @Test
    void rejectsAReversedRange() {
        assertSpaceFaults(() -> linear(3, 2, 1), new Fault("/high", "must not be below low"));
    }

    @Test
    void rejectsALogScaleThatReachesZero() {
        assertSpaceFaults(() -> log(0, 8), new Fault("/low", "must be positive on a log scale"));
    }

    @Test
    void rejectsAStepThatDoesNotFit() {
        assertSpaceFaults(
                () -> linear(1, 10, 4), new Fault("/step", "must fit: high - low must be a whole number of steps"));
        assertSpaceFaults(() -> linear(1, 10, 0), new Fault("/step", "must be a positive whole number"));
        assertSpaceFaults(
                () -> new IntParameter("n", 1, 9, 2, Scale.LOG, null, null),
                new Fault("/step", "must be 1 or left out on a log scale"));
    }

    @Test
    void rejectsADefaultOutsideItsRangeOrGrid() {
        assertSpaceFaults(
                () -> new IntParameter("n", 0, 10, 5, Scale.LINEAR, 15L, null),
                new Fault("/default", "must be between 0 and 10"));
        assertSpaceFaults(
                () -> new IntParameter("n", 0, 10, 5, Scale.LINEAR, 3L, null),
                new Fault("/default", "must be a whole number of steps of 5 above 0"));
    }

    @Test
    void theNextValueIsAStepAwayAndTheLastHasNone() {
        IntParameter parameter = linear(-10, 10, 5);
        assertThat(parameter.next(-10)).isEqualTo(-5);
        assertThat(parameter.next(5)).isEqualTo(10);
        assertThat(parameter.next(10)).isNaN();
        assertThat(log(1, LARGEST).next(LARGEST - 1)).isEqualTo(LARGEST);
    }

    @Test
    void readsWholeNumbersInAnyNotation() {
        IntParameter parameter = linear(-10, 10, 5);
        for (Object five : new Object[] {5, 5L, 5.0, (short) 5, BigInteger.valueOf(5), new BigDecimal("5.00")}) {
            assertThat(parameter.coordinate(five)).isEqualTo(5);
        }
        assertThat(parameter.coordinate(new BigDecimal("4.99999999999999999999")))
                .isEqualTo(5);
        assertThat(parameter.value(5)).isEqualTo(5L);
        assertThat(Double.compare(parameter.coordinate(-0.0), 0.0)).isZero();
    }

    @Test
    void refusesWhatIsNoWholeNumberInTheRange() {
        IntParameter parameter = linear(0, 10, 5);
        for (Object value : new Object[] {"5", true, 2.5, Double.NaN}) {
            assertInvalidValue(() -> parameter.coordinate(value), "must be a whole number");
        }
        for (Object value : new Object[] {-5, 15L, 1e300, Double.POSITIVE_INFINITY, Long.MIN_VALUE}) {
            assertInvalidValue(() -> parameter.coordinate(value), "must be between 0 and 10");
        }
        assertInvalidValue(() -> parameter.coordinate(7), "must be a whole number of steps of 5 above 0");
    }

    @Test
    void holdsTheWidestRangeExactly() {
        IntParameter parameter = linear(-LARGEST, LARGEST, 1);
        assertThat(parameter.cardinality()).isEqualTo(2 * LARGEST + 1);
        assertThat(parameter.quantile(0)).isEqualTo(-LARGEST);
        assertThat(parameter.value(parameter.quantile(Math.nextDown(1.0)))).isBetween(LARGEST - 4, LARGEST);
        assertThat(parameter.nearest(Double.POSITIVE_INFINITY)).isEqualTo(LARGEST);
        assertThat(log(1, LARGEST).quantile(Math.nextDown(1.0))).isLessThanOrEqualTo(LARGEST);
    }

    @Test
    void givesEachValueAnEqualCell() {
        IntParameter parameter = linear(10, 40, 10);
        assertThat(parameter.quantile(0)).isEqualTo(10);
        assertThat(parameter.quantile(Math.nextDown(0.25))).isEqualTo(10);
        assertThat(parameter.quantile(0.25)).isEqualTo(20);
        assertThat(parameter.quantile(Math.nextDown(1.0))).isEqualTo(40);
    }

    @Test
    void givesEachValueOnALogScaleTheCellHalfAStepAround() {
        IntParameter parameter = log(1, 4);
        double width = Math.log(4.5) - Math.log(0.5);
        for (int value = 1; value <= 4; value++) {
            double bottom = (Math.log(value - 0.5) - Math.log(0.5)) / width;
            double top = (Math.log(value + 0.5) - Math.log(0.5)) / width;
            assertThat(parameter.quantile(bottom + 1e-9)).isEqualTo(value);
            assertThat(parameter.quantile(top - 1e-9)).isEqualTo(value);
        }
    }

    private static IntParameter linear(long low, long high, long step) {
        return new IntParameter("n", low, high, step, Scale.LINEAR, null, null);
    }

    private static IntParameter log(long low, long high) {
        return new IntParameter("n", low, high, 1, Scale.LOG, null, null);
    }
}
