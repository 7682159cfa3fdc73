package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Volumes that {@code bench/reference/hypervolume.py} recorded from Optuna, and worked examples. */
class HypervolumeTests {

    private static JsonNode recorded;

    @BeforeAll
    static void read() throws Exception {
        try (InputStream file = HypervolumeTests.class.getResourceAsStream("hypervolume.json")) {
            recorded = new JsonMapper().readTree(file);
        }
    }

    private static double[] doubles(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToDouble(i -> array.get(i).asDouble())
                .toArray();
    }

    private static double[][] points(JsonNode array) {
        return IntStream.range(0, array.size())
                .mapToObj(i -> doubles(array.get(i)))
                .toArray(double[][]::new);
    }

    private static Hypervolume below(double reference, int objectives) {
        double[] point = new double[objectives];
        Arrays.fill(point, reference);
        return new Hypervolume(point);
    }

    @Test
    void volumesAndContributionsAreThoseThatOptunaComputes() {
        assertThat(recorded.get("cases")).hasSizeGreaterThan(5);
        for (JsonNode item : recorded.get("cases")) {
            double[][] losses = points(item.get("losses"));
            Hypervolume volume = below(recorded.get("reference").asDouble(), losses[0].length);
            assertThat(volume.of(losses)).isCloseTo(item.get("volume").asDouble(), within(1e-12));
            assertThat(volume.contributions(losses))
                    .usingComparatorWithPrecision(1e-12)
                    .containsExactly(doubles(item.get("contributions")));
        }
    }

    @Test
    void pointsThatAreNotBelowTheReferenceHaveNoVolume() {
        Hypervolume volume = below(1, 2);
        assertThat(volume.of(new double[][] {})).isZero();
        assertThat(volume.of(new double[][] {{1, 0}, {0, 2}})).isZero();
        assertThat(volume.of(new double[][] {{0, 0}})).isEqualTo(1);
        assertThat(volume.contributions(new double[][] {{0.5, 0}, {0, 0.5}, {1, -3}}))
                .containsExactly(0.25, 0.25, 0);
    }

    @Test
    void theChoiceTakesAgainAndAgainWhatAddsMost() {
        for (int seed = 0; seed < 50; seed++) {
            Random random = new Random(seed);
            int objectives = 2 + random.nextInt(3);
            double[][] points = random.doubles(1 + random.nextInt(20))
                    .mapToObj(ignored -> random.doubles(objectives).toArray())
                    .toArray(double[][]::new);
            Hypervolume volume = below(1.1, objectives);
            int[] chosen = volume.choose(points, points.length);
            assertThat(chosen)
                    .as("seed %d", seed)
                    .containsOnlyOnce(IntStream.range(0, points.length).toArray());
            for (int count = 1; count <= points.length; count++) {
                double[] volumes = new double[points.length];
                for (int i = 0; i < points.length; i++) {
                    int[] with = Arrays.copyOf(chosen, count);
                    with[count - 1] = i;
                    volumes[i] = volume.of(
                            IntStream.of(with).mapToObj(k -> points[k]).toArray(double[][]::new));
                }
                assertThat(volumes[chosen[count - 1]])
                        .as("seed %d, choice %d", seed, count)
                        .isCloseTo(Arrays.stream(volumes).max().orElseThrow(), within(1e-12));
            }
        }
    }
}
