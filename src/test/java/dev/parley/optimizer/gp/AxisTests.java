package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomSpaces;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

class AxisTests {

    private static final long LARGEST = (1L << 53) - 1;

    private static Axis axis(Parameter parameter) {
        return Objects.requireNonNull(Axis.of(parameter));
    }

    @Test
    void positionsAreSharesOfTheScale() {
        Axis linear = axis(new FloatParameter("x", -2, 6, null, Scale.LINEAR, null, null));
        assertThat(linear.position(0)).isEqualTo(0.25);
        assertThat(linear.coordinate(0.25)).isZero();
        Axis log = axis(new FloatParameter("x", 1e-4, 1, null, Scale.LOG, null, null));
        assertThat(log.position(0.01)).isCloseTo(0.5, within(1e-12));
        assertThat(log.coordinate(0.5)).isCloseTo(0.01, within(1e-12));
    }

    @Test
    void valuesOfAGridLieInTheMiddlesOfTheirCells() {
        Axis stepped = axis(new FloatParameter("x", 0, 0.9, 0.3, Scale.LINEAR, null, null));
        assertThat(stepped.position(0.3)).isCloseTo(0.375, within(1e-12));
        assertThat(stepped.coordinate(0.499)).isEqualTo(0.3);
        assertThat(stepped.coordinate(0.501)).isEqualTo(0.6);
        Axis ordinal = axis(new OrdinalParameter("o", List.of(16, 32, 64, 128), null, null));
        assertThat(ordinal.position(3)).isEqualTo(0.875);
        Axis log = axis(new IntParameter("i", 1, 8, 1, Scale.LOG, null, null));
        assertThat(log.position(1)).isCloseTo(Math.log(2) / Math.log(17), within(1e-12));
        assertThat(log.coordinate(0.999)).isEqualTo(8);
    }

    @Test
    void movesFromValueToValueAndNotBeyondTheEnds() {
        Axis whole = axis(new IntParameter("i", 1, 1000, 1, Scale.LOG, null, null));
        assertThat(whole.coordinate(whole.moved(whole.position(7), 1))).isEqualTo(8);
        assertThat(whole.coordinate(whole.moved(whole.position(999), 5))).isEqualTo(1000);
        Axis stepped = axis(new FloatParameter("x", -1, 1, 0.1, Scale.LINEAR, null, null));
        assertThat(stepped.coordinate(stepped.moved(stepped.position(0), -3))).isEqualTo(-0.3);
        assertThat(stepped.coordinate(stepped.moved(stepped.position(-0.9), -3)))
                .isEqualTo(-1);
    }

    @Test
    void theEndsAreReachedExactly() {
        for (Parameter parameter : List.of(
                new FloatParameter("a", 0.1, 0.7, null, Scale.LINEAR, null, null),
                new FloatParameter("b", 3e-5, 0.3, null, Scale.LOG, null, null),
                new FloatParameter("c", -8e307, 8e307, null, Scale.LINEAR, null, null),
                new FloatParameter("d", Double.MIN_VALUE, Double.MAX_VALUE, null, Scale.LOG, null, null),
                new FloatParameter("e", 0.1, 1.3, 0.3, Scale.LINEAR, null, null),
                new IntParameter("f", -LARGEST, LARGEST, 1, Scale.LINEAR, null, null),
                new IntParameter("g", 1, LARGEST, 1, Scale.LOG, null, null))) {
            Axis axis = axis(parameter);
            assertThat(axis.coordinate(0)).as("%s", parameter).isEqualTo(parameter.quantile(0));
            assertThat(axis.coordinate(1))
                    .as("%s", parameter)
                    .isEqualTo(
                            switch (parameter) {
                                case FloatParameter p -> p.high();
                                case IntParameter p -> (double) p.high();
                                default -> throw new AssertionError();
                            });
        }
    }

    @Test
    void anyPositionGivesAValueOfTheParameter() {
        for (long seed = 0; seed < 500; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Random random = new Random(seed);
            for (Parameter parameter : space.parameters()) {
                Axis axis = Axis.of(parameter);
                if (axis == null) {
                    continue;
                }
                double position =
                        axis instanceof CategoricalAxis ? random.nextInt((int) axis.size()) : random.nextDouble();
                double coordinate = axis.coordinate(position);
                assertThat(parameter.coordinate(parameter.value(coordinate)))
                        .as("%s at %s", parameter, position)
                        .isEqualTo(coordinate);
                if (axis.size() < Long.MAX_VALUE) {
                    assertThat(axis.coordinate(axis.snap(position)))
                            .as("%s at %s", parameter, position)
                            .isEqualTo(coordinate);
                }
            }
        }
    }

    @Test
    void parametersWhoseValuesCannotBeToldApartHaveNone() {
        assertThat(Axis.of(new CategoricalParameter("c", List.of("only"), null, null)))
                .isNull();
        assertThat(Axis.of(new FloatParameter("x", 3, 3, null, Scale.LINEAR, null, null)))
                .isNull();
        assertThat(Axis.of(new FloatParameter("x", 1e10, Math.nextUp(1e10), null, Scale.LOG, null, null)))
                .isNull();
        assertThat(Axis.of(new IntParameter("i", 5, 5, 1, Scale.LOG, null, null)))
                .isNull();
    }
}
