package dev.parley.optimizer.space;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.RandomSpaces;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class DefaultsTests {

    private static final Parameter ROOT = floatParameter("root", 0, 1, Scale.LINEAR, 0.3);

    private static FloatParameter floatParameter(
            String name, double low, double high, Scale scale, @Nullable Double defaultValue) {
        return new FloatParameter(name, low, high, null, scale, defaultValue, null);
    }

    private static Optional<Object> valueOf(Parameter parameter) {
        SearchSpace space = new SearchSpace(List.of(ROOT, parameter));
        return Defaults.of(space)
                .map(configuration -> space.values(configuration).get(parameter.name()));
    }

    @Test
    void areTheDeclaredValues() {
        SearchSpace space = new SearchSpace(List.of(
                ROOT,
                new IntParameter("width", 8, 512, 1, Scale.LOG, 100L, null),
                new OrdinalParameter("batch", List.of(16, 32, 64), 16, null),
                new CategoricalParameter("solver", List.of("adam", "sgd"), "sgd", null)));
        assertThat(space.values(Defaults.of(space).orElseThrow())).containsValues(0.3, 100L, 16L, "sgd");
    }

    @Test
    void takeTheMiddleOnTheScaleWhereNoneIsDeclared() {
        assertThat(valueOf(floatParameter("x", -1, 3, Scale.LINEAR, null))).contains(1.0);
        assertThat((Double) valueOf(floatParameter("x", 1e-5, 1e-1, Scale.LOG, null))
                        .orElseThrow())
                .isBetween(0.99999e-3, 1.00001e-3);
        assertThat(valueOf(new FloatParameter("x", 0, 1, 0.25, Scale.LINEAR, null, null)))
                .contains(0.5);
        assertThat(valueOf(new IntParameter("x", 8, 512, 1, Scale.LOG, null, null)))
                .as("the cells of the integers reach from 7.5 to 512.5")
                .contains(62L);
        assertThat(valueOf(new OrdinalParameter("x", List.of("s", "m", "l"), null, null)))
                .contains("m");
    }

    @Test
    void takeTheFirstChoiceWhereNoneIsDeclared() {
        assertThat(valueOf(new CategoricalParameter("x", List.of("a", "b", "c"), null, null)))
                .contains("a");
    }

    @Test
    void leaveOutWhatTheyDeactivate() {
        Parameter solver = new CategoricalParameter("solver", List.of("adam", "sgd"), null, null);
        Parameter momentum = new FloatParameter(
                "momentum", 0, 0.9, null, Scale.LINEAR, 0.5, new Condition("solver", List.of("sgd")));
        SearchSpace space = new SearchSpace(List.of(ROOT, solver, momentum));
        assertThat(space.values(Defaults.of(space).orElseThrow())).containsOnlyKeys("root", "solver");
        assertThat(Defaults.of(new SearchSpace(List.of(solver, momentum))))
                .as("the only default declared is not active")
                .isEmpty();
    }

    @Test
    void areMissingWhereNoneIsDeclared() {
        assertThat(Defaults.of(new SearchSpace(List.of(floatParameter("x", 0, 1, Scale.LINEAR, null)))))
                .isEmpty();
    }

    @Test
    void areAPointOfEverySpaceThatHoldsEachDefaultItCan() {
        int found = 0;
        for (long seed = 0; seed < 1_000; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Optional<Configuration> defaults = Defaults.of(space);
            if (defaults.isPresent()) {
                found++;
                Map<String, Object> values = space.values(defaults.get());
                assertThat(space.configuration(values)).as("seed %d", seed).isEqualTo(defaults.get());
                assertThat(space.parameters())
                        .as("seed %d", seed)
                        .filteredOn(
                                parameter -> parameter.defaultValue() != null && values.containsKey(parameter.name()))
                        .allMatch(parameter -> Objects.equals(values.get(parameter.name()), parameter.defaultValue()));
            }
        }
        assertThat(found).isGreaterThan(100);
    }
}
