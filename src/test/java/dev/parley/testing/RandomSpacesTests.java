package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.TreeMap;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomSpacesTests {

    private static final List<SearchSpace> SPACES =
            LongStream.range(0, 2_500).mapToObj(RandomSpaces::space).toList();

    @Test
    void equalSeedsGiveEqualSpaces() {
        assertThat(RandomSpaces.space(77)).isEqualTo(SPACES.get(77)).isNotEqualTo(SPACES.get(78));
    }

    @Test
    void everyKindOccursOften() {
        TreeMap<String, Integer> kinds = new TreeMap<>();
        SPACES.stream().flatMap(space -> space.parameters().stream()).forEach(parameter -> {
            String kind = switch (parameter) {
                case FloatParameter f when f.step() != null -> "stepped float";
                case FloatParameter f -> f.scale() == Scale.LOG ? "log float" : "linear float";
                case IntParameter i when i.step() > 1 -> "stepped int";
                case IntParameter i -> i.scale() == Scale.LOG ? "log int" : "linear int";
                case OrdinalParameter ignored -> "ordinal";
                case CategoricalParameter ignored -> "categorical";
            };
            kinds.merge(kind, 1, Integer::sum);
            if (parameter.cardinality() == 1) {
                kinds.merge("single value", 1, Integer::sum);
            }
        });
        assertThat(kinds)
                .hasSize(9)
                .allSatisfy((kind, count) -> assertThat(count).isGreaterThan(300));
    }

    @Test
    void conditionsAreNestedAndSomeSpacesAreFlat() {
        assertThat(SPACES.stream().filter(SearchSpace::isFlat)).hasSizeGreaterThan(500);
        assertThat(SPACES.stream().filter(space -> depth(space) >= 3)).hasSizeGreaterThan(100);
    }

    private static int depth(SearchSpace space) {
        int[] depths = new int[space.size()];
        int deepest = 0;
        for (int i = 0; i < depths.length; i++) {
            depths[i] = space.parent(i) < 0 ? 0 : depths[space.parent(i)] + 1;
            deepest = Math.max(deepest, depths[i]);
        }
        return deepest;
    }
}
