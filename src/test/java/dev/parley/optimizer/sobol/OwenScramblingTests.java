package dev.parley.optimizer.sobol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.BitSet;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OwenScramblingTests {

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, Long.MIN_VALUE, 7_777_777_777L})
    void keepsOnePointInEachIntervalOfEveryDimension(long seed) {
        int points = 1 << 7;
        for (int dimension = 0; dimension < SearchSpace.MAX_PARAMETERS; dimension++) {
            BitSet hit = new BitSet();
            for (int index = 0; index < points; index++) {
                hit.set((int) (SobolStrategy.coordinate(new Draw(seed, index), dimension) * points));
            }
            assertThat(hit.cardinality())
                    .as("seed %d, dimension %d", seed, dimension)
                    .isEqualTo(points);
        }
    }

    /** The first two dimensions are a (0, m, 2)-net in base 2: one point in each elementary interval of area 2^-m. */
    @ParameterizedTest
    @ValueSource(longs = {0, 1, 2, -1, 7_777_777_777L})
    void keepsTheNetOfTheFirstTwoDimensions(long seed) {
        int m = 8;
        for (int columns = 0; columns <= m; columns++) {
            assertThat(pointsPerBox(scrambled(seed, 1 << m, 0, 1), columns, m - columns))
                    .as("seed %d, %d × %d boxes", seed, 1 << columns, 1 << (m - columns))
                    .containsOnly(1);
        }
    }

    /** Scrambling permutes the elementary intervals, so that each pair of dimensions keeps its quality parameter t. */
    @ParameterizedTest
    @ValueSource(longs = {3, 4, 5})
    void keepsHowManyPointsShareABoxInAnyTwoDimensions(long seed) {
        int m = 8;
        int[][] pairs = {{0, 2}, {3, 7}, {12, 40}, {99, 100}, {500, 999}};
        for (int[] pair : pairs) {
            for (int columns = 0; columns <= m; columns++) {
                int[] plain = pointsPerBox(unscrambled(1 << m, pair), columns, m - columns);
                int[] scrambled = pointsPerBox(scrambled(seed, 1 << m, pair), columns, m - columns);
                Arrays.sort(plain);
                Arrays.sort(scrambled);
                assertThat(scrambled)
                        .as("seed %d, dimensions %s", seed, Arrays.toString(pair))
                        .isEqualTo(plain);
            }
        }
    }

    @Test
    void hasASmallerDiscrepancyThanRandomPoints() {
        int points = 256;
        int[] dimensions = IntStream.range(0, 6).toArray();
        for (long seed = 0; seed < 10; seed++) {
            RandomGenerator random = new Draw(seed, 0).random();
            double[][] independent = new double[points][dimensions.length];
            for (double[] point : independent) {
                Arrays.setAll(point, ignored -> random.nextDouble());
            }
            assertThat(centeredDiscrepancy(scrambled(seed, points, dimensions)))
                    .as("seed %d", seed)
                    .isLessThan(centeredDiscrepancy(independent) / 4);
        }
    }

    /** {@code scipy.stats.qmc.discrepancy([[0.1, 0.2], [0.7, 0.4], [0.5, 0.9]])}, method CD. */
    @Test
    void measuresDiscrepancyAsScipyDoes() {
        assertThat(centeredDiscrepancy(new double[][] {{0.1, 0.2}, {0.7, 0.4}, {0.5, 0.9}}))
                .isCloseTo(0.04281111111111091, within(1e-12));
    }

    @Test
    void spreadsOnePointEvenlyOverSeeds() {
        int seeds = 4_096;
        int cells = 16;
        for (int dimension : new int[] {0, 1, 50, 999}) {
            int[] counts = new int[cells];
            for (long seed = 0; seed < seeds; seed++) {
                counts[(int) (SobolStrategy.coordinate(new Draw(seed, 0), dimension) * cells)]++;
            }
            double expected = (double) seeds / cells;
            double chiSquared = Arrays.stream(counts)
                    .mapToDouble(count -> (count - expected) * (count - expected) / expected)
                    .sum();
            // scipy.stats.chi2.isf(1e-4, 15) is 44.26.
            assertThat(chiSquared).as("dimension %d", dimension).isLessThan(44.26);
        }
    }

    @Test
    void isReproducibleAndDiffersBetweenSeedsAndDimensions() {
        double coordinate = SobolStrategy.coordinate(new Draw(7, 3), 5);
        assertThat(SobolStrategy.coordinate(new Draw(7, 3), 5)).isEqualTo(coordinate);
        assertThat(SobolStrategy.coordinate(new Draw(8, 3), 5)).isNotEqualTo(coordinate);
        assertThat(new OwenScrambling(7, 5).apply(12_345)).isNotEqualTo(new OwenScrambling(7, 6).apply(12_345));
    }

    private static double[][] scrambled(long seed, int points, int... dimensions) {
        return IntStream.range(0, points)
                .mapToObj(index -> Arrays.stream(dimensions)
                        .mapToDouble(d -> SobolStrategy.coordinate(new Draw(seed, index), d))
                        .toArray())
                .toArray(double[][]::new);
    }

    private static double[][] unscrambled(int points, int... dimensions) {
        return IntStream.range(0, points)
                .mapToObj(index -> Arrays.stream(dimensions)
                        .mapToDouble(d -> Integer.toUnsignedLong(SobolSequence.digits(index, d)) * 0x1p-32)
                        .toArray())
                .toArray(double[][]::new);
    }

    /** How many of the points in the unit square lie in each of 2^columns × 2^rows boxes. */
    private static int[] pointsPerBox(double[][] points, int columns, int rows) {
        int[] counts = new int[1 << (columns + rows)];
        for (double[] point : points) {
            counts[((int) (point[0] * (1 << columns)) << rows) + (int) (point[1] * (1 << rows))]++;
        }
        return counts;
    }

    /** The squared centered L2 discrepancy (F. J. Hickernell, A generalized discrepancy and quadrature error bound, 1998). */
    private static double centeredDiscrepancy(double[][] points) {
        int n = points.length;
        double single = 0;
        double pairs = 0;
        for (double[] x : points) {
            double product = 1;
            for (double xi : x) {
                double a = Math.abs(xi - 0.5);
                product *= 1 + a / 2 - a * a / 2;
            }
            single += product;
            for (double[] y : points) {
                double pair = 1;
                for (int i = 0; i < x.length; i++) {
                    pair *= 1 + Math.abs(x[i] - 0.5) / 2 + Math.abs(y[i] - 0.5) / 2 - Math.abs(x[i] - y[i]) / 2;
                }
                pairs += pair;
            }
        }
        return Math.pow(13.0 / 12, points[0].length) - 2 * single / n + pairs / n / n;
    }
}
