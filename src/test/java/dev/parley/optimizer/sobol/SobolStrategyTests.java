package dev.parley.optimizer.sobol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.StrategyContract;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SobolStrategyTests extends StrategyContract {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null),
            new FloatParameter("momentum", 0, 1, null, Scale.LINEAR, null, new Condition("solver", List.of("sgd"))),
            new FloatParameter("dropout", 0, 1, null, Scale.LINEAR, null, null)));

    @Override
    protected Strategy strategy() {
        return new SobolStrategy();
    }

    @Test
    void eachParameterHasADimensionAlsoWhereItIsInactive() {
        List<Suggestion> suggestions = suggest(SPACE, Configuration.none(SPACE), 16);
        for (int n = 0; n < 16; n++) {
            Draw draw = new Draw(3, n);
            Configuration configuration = suggestions.get(n).configuration();
            assertThat(suggestions.get(n).origin()).isEqualTo(Origin.SOBOL);
            assertThat(configuration.coordinate(2)).isEqualTo(SobolStrategy.coordinate(draw, 2));
            if (configuration.isActive(1)) {
                assertThat(configuration.coordinate(1)).isEqualTo(SobolStrategy.coordinate(draw, 1));
            }
        }
        assertThat(suggestions.stream()
                        .filter(suggestion -> suggestion.configuration().isActive(1)))
                .hasSize(8);
    }

    @Test
    void fixingOneParameterLeavesTheOthersAsTheyWere() {
        List<Suggestion> free = suggest(SPACE, Configuration.none(SPACE), 16);
        List<Suggestion> fixed = suggest(SPACE, SPACE.fixed(Map.of("solver", "sgd")), 16);
        for (int n = 0; n < 16; n++) {
            assertThat(fixed.get(n).configuration().coordinate(2))
                    .isEqualTo(free.get(n).configuration().coordinate(2));
        }
    }

    @Test
    void servesTheLargestSpace() {
        SearchSpace space = new SearchSpace(IntStream.range(0, SearchSpace.MAX_PARAMETERS)
                .<Parameter>mapToObj(i -> new FloatParameter("p" + i, 0, 1, null, Scale.LINEAR, null, null))
                .toList());
        for (Suggestion suggestion : suggest(space, Configuration.none(space), 8)) {
            assertThat(suggestion.configuration().toArray()).doesNotHaveDuplicates();
        }
    }

    @Test
    void repeatsAfterTheLastPointOfTheSequence() {
        assertThat(SobolStrategy.coordinate(new Draw(3, (1L << 32) + 5), 1))
                .isEqualTo(SobolStrategy.coordinate(new Draw(3, 5), 1));
    }

    private List<Suggestion> suggest(SearchSpace space, Configuration fixed, int count) {
        return strategy()
                .suggest(
                        space,
                        List.of(new Objective("loss", Direction.MINIMIZE)),
                        History.empty(space, 1),
                        fixed,
                        LongStream.range(0, count).mapToObj(n -> new Draw(3, n)).toList());
    }
}
