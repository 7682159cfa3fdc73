package dev.parley.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.RandomSpaces;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PositionTests {

    private static final int SPACES = 1_000;

    @Test
    void quantileTakesAPositionBack() {
        for (long seed = 0; seed < SPACES; seed++) {
            Random random = new Random(seed);
            for (Parameter parameter : RandomSpaces.space(seed).parameters()) {
                double coordinate = parameter.quantile(random.nextDouble());
                double position = parameter.position(coordinate);
                assertThat(position).as("%s at %s", parameter, coordinate).isBetween(0.0, 1.0);
                double back = parameter.quantile(Math.min(position, Math.nextDown(1.0)));
                assertThat(parameter.position(back))
                        .as("%s at %s", parameter, coordinate)
                        .isCloseTo(position, within(1e-9));
                if (parameter.cardinality() < 1_000_000) {
                    assertThat(back).as("%s at %s", parameter, coordinate).isEqualTo(coordinate);
                }
            }
        }
    }

    @Test
    void theMiddleOfALogarithmicRangeIsItsGeometricMean() {
        assertThat(new FloatParameter("lr", 1e-5, 0.1, null, Scale.LOG, null, null).position(1e-3))
                .isCloseTo(0.5, within(1e-12));
        assertThat(new FloatParameter("x", -1, 3, null, Scale.LINEAR, null, null).position(0))
                .isEqualTo(0.25);
        assertThat(new FloatParameter("one", 2, 2, null, Scale.LINEAR, null, null).position(2))
                .isEqualTo(0.5);
    }

    @Test
    void aSpaceContainsItsPointsOnly() {
        for (long seed = 0; seed < SPACES; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Random random = new Random(seed);
            Configuration point = RandomSpaces.point(space, random);
            assertThat(space.contains(point)).as("%s of %s", point, space).isTrue();
            double[] outside = point.toArray();
            outside[0] = 1e305;
            assertThat(space.contains(new Configuration(outside))).isFalse();
            outside[0] = Double.NaN;
            assertThat(space.contains(new Configuration(outside))).isFalse();
            assertThat(space.contains(new Configuration())).isFalse();
        }
        SearchSpace choice = new SearchSpace(List.of(new CategoricalParameter("c", List.of("a", "b"), null, null)));
        assertThat(choice.contains(new Configuration(1))).isTrue();
        assertThat(choice.contains(new Configuration(0.5))).isFalse();
        assertThat(choice.contains(new Configuration(-1))).isFalse();
    }
}
