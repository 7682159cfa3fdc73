package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SampledVolumeTests {

    private static final double BOUND = 1.1;

    private static double[][] points(Random random, int count, int objectives) {
        return IntStream.range(0, count)
                .mapToObj(i -> random.doubles(objectives).toArray())
                .toArray(double[][]::new);
    }

    private static Hypervolume exact(int objectives) {
        double[] reference = new double[objectives];
        Arrays.fill(reference, BOUND);
        return new Hypervolume(reference);
    }

    @Test
    void contributionsAreThoseOfTheExactVolumeButForTheSamples() {
        for (int seed = 0; seed < 20; seed++) {
            int objectives = 2 + seed % 4;
            double[][] points = points(new Random(seed), 12, objectives);
            double[] expected = exact(objectives).contributions(points);
            double[] found = new SampledVolume(points, BOUND).contributions();
            for (int i = 0; i < found.length; i++) {
                // four standard errors of a share of 2,048 samples
                double share = expected[i] / Math.pow(BOUND, objectives);
                double error = Math.sqrt(share * (1 - share) / 2_048);
                assertThat(found[i]).as("seed %d", seed).isCloseTo(share, within(4 * error + 1e-3));
            }
        }
    }

    @Test
    void theChoiceDominatesNearlyAsMuchAsTheExactOne() {
        for (int seed = 0; seed < 20; seed++) {
            int objectives = 3 + seed % 2;
            double[][] points = points(new Random(seed), 40, objectives);
            double chosen = volume(points, new SampledVolume(points, BOUND).choose(6));
            double best = volume(points, exact(objectives).choose(points, 6));
            assertThat(chosen).as("seed %d", seed).isGreaterThan(0.97 * best);
        }
    }

    private static double volume(double[][] points, int[] chosen) {
        return exact(points[0].length)
                .of(IntStream.of(chosen).mapToObj(i -> points[i]).toArray(double[][]::new));
    }

    @Test
    void everyPointIsChosenOnceWhereAllAreWanted() {
        double[][] points = points(new Random(1), 30, 6);
        points[7] = points[3];
        assertThat(new SampledVolume(points, BOUND).choose(30))
                .containsExactlyInAnyOrder(IntStream.range(0, 30).toArray());
    }
}
