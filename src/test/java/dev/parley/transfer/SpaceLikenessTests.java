package dev.parley.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.junit.jupiter.api.Test;

class SpaceLikenessTests {

    private static Parameter number(String name, double low, double high, Scale scale) {
        return new FloatParameter(name, low, high, null, scale, null, null);
    }

    private static SpaceLikeness of(Parameter own, Parameter other) {
        return SpaceLikeness.of(new SearchSpace(List.of(own)), new SearchSpace(List.of(other)));
    }

    private static double score(Parameter own, Parameter other) {
        return of(own, other).score();
    }

    @Test
    void aSpaceIsWhollyLikeItself() {
        SearchSpace space = new SearchSpace(List.of(
                number("lr", 1e-5, 0.1, Scale.LOG),
                new IntParameter("depth", 1, 9, 1, Scale.LINEAR, null, null),
                new OrdinalParameter("batch", List.of(16L, 32L), null, null),
                new CategoricalParameter("solver", List.of("adam", "sgd"), null, null)));
        assertThat(SpaceLikeness.of(space, space)).isEqualTo(new SpaceLikeness(1, 4, 4, 4));
    }

    @Test
    void parametersOfOneSpaceOnlyCountAsUnlike() {
        SearchSpace one = new SearchSpace(List.of(number("a", 0, 1, Scale.LINEAR), number("b", 0, 1, Scale.LINEAR)));
        SearchSpace other = new SearchSpace(List.of(number("b", 0, 1, Scale.LINEAR), number("c", 0, 1, Scale.LINEAR)));
        assertThat(SpaceLikeness.of(one, other).score()).isCloseTo(1.0 / 3, within(1e-12));
    }

    @Test
    void rangesCountByWhatTheyShareOnTheirScale() {
        assertThat(score(number("x", 0, 10, Scale.LINEAR), number("x", 5, 15, Scale.LINEAR)))
                .isCloseTo(1.0 / 3, within(1e-12));
        assertThat(score(number("x", 1e-4, 1e-2, Scale.LOG), number("x", 1e-3, 1e-1, Scale.LOG)))
                .isCloseTo(1.0 / 3, within(1e-12));
        assertThat(score(number("x", 0, 1, Scale.LINEAR), number("x", 2, 3, Scale.LINEAR)))
                .isZero();
    }

    @Test
    void anotherScaleOrKindOfNumberIsLessAlike() {
        assertThat(score(number("x", 1, 10, Scale.LINEAR), number("x", 1, 10, Scale.LOG)))
                .isCloseTo(0.8, within(1e-12));
        assertThat(score(number("x", 1, 10, Scale.LINEAR), new IntParameter("x", 1, 10, 1, Scale.LINEAR, null, null)))
                .isEqualTo(1);
        assertThat(score(number("x", 1e-3, 1, Scale.LOG), number("x", 0, 1, Scale.LINEAR)))
                .isCloseTo(0.8, within(1e-12));
        assertThat(score(
                        number("x", 1, 10, Scale.LINEAR), new CategoricalParameter("x", List.of("a", "b"), null, null)))
                .isZero();
    }

    @Test
    void choicesCountByThoseThatBothHave() {
        assertThat(score(
                        new CategoricalParameter("x", List.of("a", "b", "c"), null, null),
                        new CategoricalParameter("x", List.of("b", "c", "d"), null, null)))
                .isEqualTo(0.5);
    }
}
