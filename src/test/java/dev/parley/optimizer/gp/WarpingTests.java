package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WarpingTests {

    private static double[][] places(int count) {
        return IntStream.range(0, count).mapToObj(i -> new double[] {i}).toArray(double[][]::new);
    }

    private static Warping warping(double[] losses, double[][] points) {
        return new Warping(losses, new double[losses.length], points);
    }

    private static Warping warping(double... losses) {
        return warping(losses, places(losses.length));
    }

    /**
     * {@code z = (y - np.median(y)) / (scipy.stats.iqr(y) / 1.349); t = scipy.stats.yeojohnson(z, p); (t - t.mean()) /
     * t.std()} with y = [1, 2, 4, 8, 16, -3].
     */
    @ParameterizedTest
    @CsvSource({
        "0.5, -0.517349745674517, -0.290195665851774, 0.10141872057068, 0.706159652689801, 1.60297891894835,"
                + " -1.60301188068254",
        "0, -0.364144398187331, -0.0998067741704745, 0.294305697687164, 0.765502613792005, 1.28436478259688,"
                + " -1.88022192171824",
        "2, -0.602365884735188, -0.543371412666065, -0.383018614890046, 0.159171807627231, 2.1394369600732,"
                + " -0.769852855409134"
    })
    void bendsAndStandardizesAsSciPyDoes(double power, double a, double b, double c, double d, double e, double f) {
        assertThat(warping(1, 2, 4, 8, 16, -3).at(power).values())
                .containsExactly(new double[] {a, b, c, d, e, f}, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, -0.5, 0, 1, 2, 3})
    void keepsTheOrder(double power) {
        double[] losses =
                new Random(1).doubles(50, -3, 9).sorted().map(x -> x * x * x).toArray();
        assertThat(warping(losses).at(power).values()).isSorted();
    }

    @Test
    void powerOneOnlyMovesAndScales() {
        double[] losses = new Random(1).doubles(30, -3, 9).toArray();
        double[] values = warping(losses).at(1).values();
        double mean = Arrays.stream(losses).average().orElseThrow();
        double scale = (values[1] - values[0]) / (losses[1] - losses[0]);
        for (int i = 0; i < losses.length; i++) {
            assertThat(values[i]).isCloseTo(scale * (losses[i] - mean), within(1e-12));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, -0.5, -1e-6, 0, 1e-6, 0.3, 1, 2, 2.5})
    void hasTheSlopesThatDifferencesShow(double power) {
        double[] losses = new Random(1).doubles(20, -1, 3).map(Math::exp).toArray();
        double[][] points = places(20);
        points[7] = points[6];
        Warping warping = warping(losses, points);
        Warped at = warping.at(power);
        Warped above = warping.at(power + 1e-5);
        Warped below = warping.at(power - 1e-5);
        for (int i = 0; i < losses.length; i++) {
            assertThat(at.slopes()[i]).isCloseTo((above.values()[i] - below.values()[i]) / 2e-5, within(1e-6));
        }
        assertThat(at.logJacobianSlope()).isCloseTo((above.logJacobian() - below.logJacobian()) / 2e-5, within(1e-5));
    }

    @Test
    void theJacobianIsTheProductOfTheDerivativesByTheLosses() {
        double[] losses = {0.5, -1.5, 3, 7, -2, 0, 1};
        double constant = logDerivatives(losses, 1) - warping(losses).at(1).logJacobian();
        for (double power : new double[] {-1, 0, 0.5, 2}) {
            assertThat(logDerivatives(losses, power))
                    .isCloseTo(warping(losses).at(power).logJacobian() + constant, within(1e-5));
        }
    }

    /** With a loss at a place that does not lie apart, which moves neither the scale nor the other losses. */
    private static double logDerivatives(double[] losses, double power) {
        double sum = 0;
        for (int i = 0; i < losses.length; i++) {
            double[][] points = places(losses.length + 2);
            points[losses.length] = points[0];
            points[losses.length + 1] = points[0];
            double[] extended = Arrays.copyOf(losses, losses.length + 2);
            extended[losses.length] = losses[i] - 1e-6;
            extended[losses.length + 1] = losses[i] + 1e-6;
            double[] values = warping(extended, points).at(power).values();
            sum += Math.log((values[losses.length + 1] - values[losses.length]) / 2e-6);
        }
        return sum;
    }

    @Test
    void manyTrialsAtOnePlaceDoNotChangeTheScale() {
        double[] losses = {5, 3, 8, 1, 9, 4};
        double[] crowded = Arrays.copyOf(losses, 100);
        double[][] points = places(100);
        Arrays.fill(crowded, 6, 100, 1.001);
        Arrays.fill(points, 6, 100, new double[] {3.001});
        double[] values = warping(crowded, points).at(0.3).values();
        assertThat(Arrays.copyOf(values, 6))
                .containsExactly(warping(losses).at(0.3).values(), within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e300, -1e300, Double.MAX_VALUE, -Double.MAX_VALUE})
    void oneHugeLossLeavesTheOthersApart(double huge) {
        double[] values = warping(1, 2, 3, 4, 5, 6, huge).at(0).values();
        assertThat(values).doesNotContain(Double.NaN);
        assertThat(Arrays.copyOf(values, 6)).isSorted().doesNotHaveDuplicates();
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 1, -1e300, 1e300, Double.MIN_VALUE})
    void equalLossesAreAllZero(double loss) {
        assertThat(warping(loss, loss, loss).at(0.5).values()).containsOnly(0);
        assertThat(warping(loss).at(1).values()).containsOnly(0);
    }

    @Test
    void lossesAtBothEndsOfTheNumbersStayApart() {
        double[] values = warping(Double.MAX_VALUE, -Double.MAX_VALUE, Double.MAX_VALUE, -Double.MAX_VALUE)
                .at(1)
                .values();
        assertThat(values).containsExactly(new double[] {1, -1, 1, -1}, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(doubles = {-2, -1e-6, 0, 0.5, 1, 2, 3})
    void findsTheLossesAgain(double power) {
        double[] losses = new Random(2).doubles(30, -3, 5).map(x -> x * x * x).toArray();
        Warped warped = warping(losses).at(power);
        for (int i = 0; i < losses.length; i++) {
            assertThat(warped.loss(warped.values()[i])).isCloseTo(losses[i], within(1e-9));
        }
    }

    @Test
    void staysWhereLossesAreToldApartHoweverFarOut() {
        Warped warped = warping(1, 2, 3, 4).at(-2);
        assertThat(warped.loss(1e9)).isFinite().isGreaterThan(4);
        assertThat(warped.loss(-1e9)).isFinite().isLessThan(1);
        assertThat(warping(7, 7).at(0.5).loss(3)).isEqualTo(7);
    }

    @Test
    void standardErrorsAreWarpedAsSmallDifferencesOfLossesAre() {
        double[] losses = {0.5, -1.5, 3, 7, -2, 0, 1};
        double[] errors = {1e-6, 2e-6, Double.NaN, 3e-6, 0, 1e-6, 5e-7};
        Warping warping = new Warping(losses, errors, places(losses.length));
        for (double power : new double[] {-1, 0.3, 1, 2}) {
            Warped warped = warping.at(power);
            Warped above = warping.at(power + 1e-5);
            Warped below = warping.at(power - 1e-5);
            for (int i = 0; i < losses.length; i++) {
                double value = warped.values()[i];
                double step = 1e-6;
                double lossStep = (warped.loss(value + step) - warped.loss(value - step)) / 2;
                double expected = Double.isNaN(errors[i]) ? 0 : errors[i] / lossStep * step;
                assertThat(Math.sqrt(warped.noises()[i])).isCloseTo(expected, within(1e-4 * expected));
                assertThat(warped.noiseSlopes()[i])
                        .isCloseTo((above.noises()[i] - below.noises()[i]) / 2e-5, within(1e-4 * warped.noises()[i]));
            }
        }
        assertThat(warping.at(1).hasNoises()).isTrue();
        assertThat(warping(losses).at(1).hasNoises()).isFalse();
    }

    @Test
    void errorsOfAnySizeAreFinite() {
        Warping warping = new Warping(
                new double[] {1, 2, 3, 1e300}, new double[] {1e300, Double.MAX_VALUE, 1e-300, 5}, places(4));
        for (double power : new double[] {-2, 1, 3}) {
            assertThat(Arrays.stream(warping.at(power).noises()).boxed())
                    .allSatisfy(noise -> assertThat(noise).isBetween(0.0, 1e6));
        }
    }
}
