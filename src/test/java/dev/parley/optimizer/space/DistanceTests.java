package dev.parley.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.RandomSpaces;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DistanceTests {

    private static final double INACTIVE = Double.NaN;

    private static final FloatParameter RATE = new FloatParameter("rate", 1e-4, 1, null, Scale.LOG, null, null);
    private static final IntParameter WIDTH = new IntParameter("width", 0, 1_000, 1, Scale.LINEAR, null, null);
    private static final OrdinalParameter BATCH = new OrdinalParameter("batch", List.of(8, 16, 32), null, null);
    private static final CategoricalParameter SOLVER =
            new CategoricalParameter("solver", List.of("adam", "sgd", "lbfgs"), null, null);
    private static final FloatParameter MOMENTUM = new FloatParameter(
            "momentum", 0, 1, null, Scale.LINEAR, null, new Condition("solver", List.of("sgd", "lbfgs")));

    private static final SearchSpace SPACE = new SearchSpace(List.of(RATE, WIDTH, BATCH, SOLVER, MOMENTUM));
    private static final Distance DISTANCE = new Distance(SPACE);

    @Test
    void addsTheSquaresOfDifferencesInPosition() {
        Configuration a = new Configuration(1e-2, 100, 0, 1, 0.5);
        Configuration b = new Configuration(1e-3, 400, 1, 1, 0.9);

        double squared = 0.25 * 0.25 + 0.3 * 0.3 + 0.5 * 0.5 + 0.4 * 0.4;
        assertThat(DISTANCE.between(a, b)).isCloseTo(Math.sqrt(squared), within(1e-12));
        assertThat(DISTANCE.between(b, a)).isEqualTo(DISTANCE.between(a, b));
    }

    @Test
    void putsAnyTwoChoicesOneApart() {
        Configuration a = new Configuration(1e-2, 100, 0, 1, 0.5);

        assertThat(DISTANCE.between(a, new Configuration(1e-2, 100, 0, 2, 0.5))).isEqualTo(1);
        assertThat(DISTANCE.between(a, new Configuration(1e-2, 100, 0, 0, INACTIVE)))
                .isEqualTo(1);
    }

    @Test
    void takesNearConfigurationsForDuplicates() {
        Configuration a = new Configuration(1e-2, 100, 0, 1, 0.5);

        assertThat(DISTANCE.isDuplicate(a, new Configuration(1e-2, 105, 0, 1, 0.505)))
                .isTrue();
        assertThat(DISTANCE.isDuplicate(a, new Configuration(1e-2, 108, 0, 1, 0.508)))
                .isFalse();
    }

    @Test
    void takesDifferentActiveSetsForDistinct() {
        SearchSpace space = new SearchSpace(List.of(
                WIDTH,
                RATE,
                new FloatParameter("a", 0, 1, null, Scale.LINEAR, null, new Condition("width", List.of(3)))));
        Configuration without = new Configuration(4, 0.1, INACTIVE);
        Configuration with = new Configuration(3, 0.1, 0.5);

        assertThat(new Distance(space).between(without, with)).isLessThan(Distance.DUPLICATE);
        assertThat(new Distance(space).isDuplicate(without, with)).isFalse();
    }

    @Test
    void wantsEqualValuesWhereAllAreDiscrete() {
        Distance distance = new Distance(new SearchSpace(List.of(WIDTH, BATCH)));

        assertThat(distance.isDuplicate(new Configuration(100, 1), new Configuration(101, 1)))
                .isFalse();
        assertThat(distance.isDuplicate(new Configuration(100, 1), new Configuration(100, 1)))
                .isTrue();
    }

    @Test
    void measuresHowFarANumberLiesOutside() {
        assertThat(DISTANCE.position(0, 10)).isCloseTo(1.25, within(1e-12));
        assertThat(DISTANCE.position(0, -1)).isEqualTo(Double.NEGATIVE_INFINITY);
        assertThat(DISTANCE.position(1, -50)).isCloseTo(-0.05, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20})
    void isAFiniteDistanceInEverySpace(long seed) {
        SearchSpace space = RandomSpaces.space(seed);
        Distance distance = new Distance(space);
        Random random = new Random(seed);
        for (int n = 0; n < 50; n++) {
            Configuration a = RandomSpaces.point(space, random);
            Configuration b = RandomSpaces.point(space, random);

            assertThat(distance.between(a, b)).as("seed %d", seed).isBetween(0.0, Math.sqrt(space.size()));
            assertThat(distance.between(a, a)).isZero();
            assertThat(distance.isDuplicate(a, a)).isTrue();
        }
    }
}
