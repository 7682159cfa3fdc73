package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BandwidthsTests {

    private static final KernelRules MAGIC = new KernelRules(TpeSettings.OPTUNA, 1, 1000);
    private static final KernelRules ANNEALED = new KernelRules(TpeSettings.DEFAULT, 1, 1000);

    /** The definition, by sorting. */
    private static double[] expected(double[] locations, double lower, double upper) {
        Integer[] order = IntStream.range(0, locations.length)
                .filter(i -> !Double.isNaN(locations[i]))
                .boxed()
                .sorted(Comparator.comparingDouble(i -> locations[i]))
                .toArray(Integer[]::new);
        double[] sigmas = new double[locations.length];
        int n = order.length;
        double width = upper - lower;
        for (int k = 0; k < n; k++) {
            double here = locations[order[k]];
            double left = k > 0 ? here - locations[order[k - 1]] : n > 1 ? 0 : here - lower;
            double right = k < n - 1 ? locations[order[k + 1]] - here : n > 1 ? 0 : upper - here;
            sigmas[order[k]] = Math.clamp(Math.max(left, right), width / Math.min(100, n + 2), width);
        }
        return sigmas;
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 10, 25, 97, 98, 99, 150, 2000})
    void equalTheSortedDefinition(int count) {
        for (int seed = 0; seed < 30; seed++) {
            Random random = new Random(seed);
            int grid = seed % 3 == 0 ? 20 : seed % 3 == 1 ? 1000 : Integer.MAX_VALUE;
            double[] locations = random.doubles(count)
                    .map(x -> random.nextInt(7) == 0 ? Double.NaN : -3 + 5 * Math.floor(x * x * grid) / grid)
                    .toArray();
            Bandwidths bandwidths = new Bandwidths(MAGIC, locations, count, -3, 2, false);
            double[] expected = expected(locations, -3, 2);
            for (int i = 0; i < count; i++) {
                if (!Double.isNaN(locations[i])) {
                    assertThat(bandwidths.sigma(i))
                            .as("seed %d, observation %d", seed, i)
                            .isCloseTo(expected[i], within(1e-12));
                }
            }
        }
    }

    @Test
    void equalObservationsShareTheirGapsInTheirOrder() {
        Bandwidths bandwidths = new Bandwidths(MAGIC, new double[] {0.5, 0.1, 0.5, 0.5, 0.8}, 5, 0, 1, false);
        assertThat(IntStream.range(0, 5).mapToDouble(bandwidths::sigma).toArray())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(0.4, 0.4, 1.0 / 7, 0.3, 0.3);
    }

    @Test
    void aSingleObservationLooksAtBothEnds() {
        Bandwidths bandwidths = new Bandwidths(MAGIC, new double[] {Double.NaN, 0.2}, 2, 0, 1, false);
        assertThat(bandwidths.sigma(1)).isEqualTo(0.8);
        assertThat(bandwidths.smallest()).isEqualTo(1.0 / 3);
    }

    @Test
    void onlyTheCountedLocationsCount() {
        double[] locations = {0.2, 0.4, 0.9};
        assertThat(new Bandwidths(MAGIC, locations, 2, 0, 1, false).sigma(1))
                .isEqualTo(new Bandwidths(MAGIC, Arrays.copyOf(locations, 2), 2, 0, 1, false).sigma(1));
    }

    @Test
    void onGridsThePriorInTheMiddleIsANeighbour() {
        double[] locations = {2, 2, 2, 2};
        Bandwidths bandwidths = new Bandwidths(ANNEALED, locations, 4, -0.5, 99.5, true);
        assertThat(IntStream.range(0, 4).mapToDouble(bandwidths::sigma).toArray())
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(3, 3, 3, 47.5);
    }

    @Test
    void onContinuousRangesThePriorIsANeighbourOfTwoObservationsButNotOfThree() {
        assertThat(new Bandwidths(ANNEALED, new double[] {0.1, 0.2}, 2, 0, 1, false).sigma(1))
                .isCloseTo(0.3, within(1e-12));
        assertThat(new Bandwidths(ANNEALED, new double[] {0.1, 0.2, 0.25}, 3, 0, 1, false).sigma(2))
                .isCloseTo(0.05, within(1e-12));
    }

    @Test
    void theSmallestBandwidthFallsToTheFloorAsTrialsFinishLaterInMoreDimensions() {
        assertThat(MAGIC.smallestBandwidth(1000, 2)).isEqualTo(0.02);
        assertThat(ANNEALED.smallestBandwidth(1000, 2)).isEqualTo(0.06);
        assertThat(new KernelRules(TpeSettings.DEFAULT, 10, 10).smallestBandwidth(1, 1))
                .isEqualTo(0.25);
        assertThat(new KernelRules(TpeSettings.DEFAULT, 5, 30).smallestBandwidth(6, 1))
                .isCloseTo(0.03 * Math.pow(2, 1.5), within(1e-12));
        assertThat(new KernelRules(TpeSettings.DEFAULT, 20, 60).smallestBandwidth(6, 1))
                .isEqualTo(new KernelRules(TpeSettings.DEFAULT, 6, 60).smallestBandwidth(6, 1));
        assertThat(new KernelRules(TpeSettings.DEFAULT, 2, 60).smallestBandwidth(6, 1))
                .isEqualTo(0.03);
    }
}
