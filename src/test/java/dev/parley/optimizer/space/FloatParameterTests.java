package dev.parley.optimizer.space;

import static dev.parley.optimizer.space.FaultAssertions.assertInvalidValue;
import static dev.parley.optimizer.space.FaultAssertions.assertSpaceFaults;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FloatParameterTests {

    private static final FloatParameter TENTHS = stepped(0, 0.9, 0.1);

    @Test
    void rejectsBoundsThatAreNoFiniteNumbers() {
        for (double bound : new double[] {Double.NaN, Double.NEGATIVE_INFINITY, Double.POSITIVE_INFINITY}) {
            assertSpaceFaults(() -> linear(bound, 1), new Fault("/low", "must be a finite number"));
            assertSpaceFaults(() -> linear(0, bound), new Fault("/high", "must be a finite number"));
        }
        assertSpaceFaults(
                () -> linear(Double.NaN, Double.NaN),
                new Fault("/low", "must be a finite number"),
                new Fault("/high", "must be a finite number"));
    }

    @Test
    void rejectsARangeThatIsReversedOrTooWide() {
        assertSpaceFaults(() -> linear(1, 0), new Fault("/high", "must not be below low"));
        assertSpaceFaults(
                () -> linear(-Double.MAX_VALUE, Double.MAX_VALUE),
                new Fault("/high", "must be nearer to low: the width of the range must be a finite number"));
    }

    @Test
    void rejectsALogScaleThatReachesZero() {
        Fault fault = new Fault("/low", "must be positive on a log scale");
        assertSpaceFaults(() -> log(0, 1), fault);
        assertSpaceFaults(() -> log(-1, 1), fault);
        assertThat(log(Double.MIN_VALUE, Double.MAX_VALUE).quantile(0.5)).isPositive();
    }

    @Test
    void rejectsAStepThatDoesNotFit() {
        assertSpaceFaults(
                () -> stepped(0, 1, 0.3), new Fault("/step", "must fit: high - low must be a whole number of steps"));
        for (double step : new double[] {0, -0.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertSpaceFaults(() -> stepped(0, 1, step), new Fault("/step", "must be a positive number"));
        }
        assertSpaceFaults(
                () -> stepped(0, 1e18, 1), new Fault("/step", "must be larger: the range has more than 2^53 steps"));
        assertSpaceFaults(
                () -> new FloatParameter("x", 1, 2, 0.5, Scale.LOG, null, null),
                new Fault("/step", "must be left out on a log scale"));
    }

    @Test
    void rejectsADefaultOutsideItsRangeOrGrid() {
        assertSpaceFaults(
                () -> new FloatParameter("x", 0, 1, null, Scale.LINEAR, 1.5, null),
                new Fault("/default", "must be between 0.0 and 1.0"));
        assertSpaceFaults(
                () -> new FloatParameter("x", 0, 1, 0.5, Scale.LINEAR, 0.3, null),
                new Fault("/default", "must be a whole number of steps of 0.5 above 0.0"));
        assertSpaceFaults(
                () -> new FloatParameter("x", 0, 1, null, Scale.LINEAR, Double.NaN, null),
                new Fault("/default", "must be between 0.0 and 1.0"));
    }

    @Test
    void theNextValueIsAStepAwayAndTheLastHasNone() {
        FloatParameter parameter = stepped(-1, 2, 0.001);
        double value = parameter.quantile(0);
        for (int index = 0; index < 3_000; index++) {
            assertThat(value).isEqualTo(parameter.coordinate((index - 1_000) / 1_000.0));
            value = parameter.next(value);
        }
        assertThat(value).isEqualTo(2);
        assertThat(parameter.next(value)).isNaN();
    }

    @Test
    void noValueIsNextWhereTheyAreContinuous() {
        assertThat(linear(0, 1).next(0.5)).isNaN();
        assertThat(linear(2, 2).next(2)).isNaN();
    }

    @ParameterizedTest
    @CsvSource({"0, 0.0", "1, 0.1", "2, 0.2", "3, 0.3", "6, 0.6", "7, 0.7", "9, 0.9"})
    void steppedValuesAreTheShortDecimalsOfTheirGrid(int index, double value) {
        assertThat(TENTHS.quantile((index + 0.5) / 10)).isEqualTo(value);
        assertThat(TENTHS.coordinate(0.1 * index)).isEqualTo(value);
        assertThat(TENTHS.nearest(0.1 * index + 0.04)).isEqualTo(value);
    }

    @Test
    void toleratesTheRoundingOfClientsAtTheEndsToo() {
        FloatParameter parameter = stepped(-0.3, 0.3, 0.1);
        assertThat(0.1 + 0.2).isGreaterThan(0.3);
        assertThat(parameter.coordinate(0.1 + 0.2)).isEqualTo(0.3);
        assertThat(parameter.coordinate(-0.1 - 0.2)).isEqualTo(-0.3);
        assertInvalidValue(() -> parameter.coordinate(0.301), "must be between -0.3 and 0.3");
        assertInvalidValue(() -> parameter.coordinate(0.15), "must be a whole number of steps of 0.1 above -0.3");
    }

    /** Ranges of so many steps that dividing doubles misses the step, and one whose steps are finer than its doubles. */
    @ParameterizedTest
    @CsvSource({
        "0.1, 1000000000.1, 0.1",
        "-0.3, 900000000000, 0.3",
        "0, 9000000000000, 0.001",
        "1000000000000000, 1000000000000010, 0.1",
        "-7.7e300, 7.7e300, 7.7e299"
    })
    void readsBackEveryValueItGives(double low, double high, double step) {
        FloatParameter parameter = stepped(low, high, step);
        for (int i = 0; i < 10_000; i++) {
            double value = parameter.quantile(i / 10_000.0);
            assertThat(parameter.coordinate(value)).isEqualTo(value);
        }
    }

    @Test
    void countsItsValues() {
        assertThat(TENTHS.cardinality()).isEqualTo(10);
        assertThat(linear(0, 1).cardinality()).isEqualTo(Long.MAX_VALUE);
        assertThat(linear(2, 2).cardinality()).isEqualTo(1);
        assertThat(stepped(2, 2, 1).cardinality()).isEqualTo(1);
    }

    @Test
    void spreadsThePriorEvenlyOnItsScale() {
        assertThat(linear(-1, 3).quantile(0.25)).isEqualTo(0);
        assertThat(log(1e-4, 1).quantile(0.5)).isCloseTo(1e-2, within(1e-12));
        assertThat(log(1e-4, 1).quantile(0)).isBetween(1e-4, 1.0000001e-4);
        assertThat(log(1e-4, 1).quantile(Math.nextDown(1.0))).isLessThanOrEqualTo(1);
        assertThat(TENTHS.quantile(Math.nextDown(1.0))).isEqualTo(0.9);
        assertThat(TENTHS.quantile(Math.nextDown(0.1))).isEqualTo(0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"0.5", "true"})
    void refusesWhatIsNoNumber(String text) {
        assertInvalidValue(() -> linear(0, 1).coordinate(text), "must be a number");
    }

    @Test
    void refusesNumbersOutsideTheRange() {
        for (double value : new double[] {-0.1, 1.1, Double.NaN, Double.POSITIVE_INFINITY}) {
            assertInvalidValue(() -> linear(0, 1).coordinate(value), "must be between 0.0 and 1.0");
            assertInvalidValue(() -> TENTHS.coordinate(value + 0.05), "must be between 0.0 and 0.9");
        }
    }

    @Test
    void hasNoNegativeZero() {
        assertThat(Double.compare(linear(-1, 1).coordinate(-0.0), 0.0)).isZero();
        assertThat(Double.compare(linear(-0.0, 1).low(), 0.0)).isZero();
        assertThat(Double.compare(linear(-1, 1).nearest(-0.0), 0.0)).isZero();
        assertThat(Double.compare(stepped(-1, 1, 0.5).nearest(-0.0), 0.0)).isZero();
    }

    @Test
    void movesNumbersToTheNearestValue() {
        assertThat(linear(0, 1).nearest(7)).isEqualTo(1);
        assertThat(TENTHS.nearest(Double.NEGATIVE_INFINITY)).isEqualTo(0);
        assertThat(TENTHS.nearest(Double.MAX_VALUE)).isEqualTo(0.9);
    }

    private static FloatParameter linear(double low, double high) {
        return make(low, high, null, Scale.LINEAR);
    }

    private static FloatParameter log(double low, double high) {
        return make(low, high, null, Scale.LOG);
    }

    private static FloatParameter stepped(double low, double high, double step) {
        return make(low, high, step, Scale.LINEAR);
    }

    private static FloatParameter make(double low, double high, @Nullable Double step, Scale scale) {
        return new FloatParameter("x", low, high, step, scale, null, null);
    }
}
