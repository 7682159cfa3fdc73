package dev.parley.optimizer.random;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.StrategyContract;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class RandomStrategyTests extends StrategyContract {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("dropout", 0, 1, null, Scale.LINEAR, null, null),
            new FloatParameter("lr", 1e-4, 1, null, Scale.LOG, null, null)));

    @Override
    protected Strategy strategy() {
        return new RandomStrategy();
    }

    @Test
    void drawsFromThePrior() {
        List<Suggestion> suggestions = suggest(Configuration.none(SPACE));
        assertThat(suggestions).allMatch(suggestion -> suggestion.origin() == Origin.RANDOM);
        for (double u : new double[] {0.1, 0.25, 0.5, 0.9}) {
            for (int i = 0; i < SPACE.size(); i++) {
                int parameter = i;
                double bound = SPACE.parameter(parameter).quantile(u);
                double share = suggestions.stream()
                                .filter(suggestion -> suggestion.configuration().coordinate(parameter) < bound)
                                .count()
                        / (double) suggestions.size();
                assertThat(Math.abs(share - u))
                        .as("parameter %d below %s", i, bound)
                        .isLessThan(0.02);
            }
        }
    }

    @Test
    void fixingOneParameterLeavesTheOthersAsTheyWere() {
        List<Suggestion> free = suggest(Configuration.none(SPACE));
        List<Suggestion> fixed = suggest(SPACE.fixed(Map.of("dropout", 0.5)));
        for (int i = 0; i < free.size(); i++) {
            assertThat(fixed.get(i).configuration().coordinate(1))
                    .isEqualTo(free.get(i).configuration().coordinate(1));
        }
    }

    private List<Suggestion> suggest(Configuration fixed) {
        return strategy()
                .suggest(
                        SPACE,
                        List.of(new Objective("loss", Direction.MINIMIZE)),
                        History.empty(SPACE, 1),
                        fixed,
                        LongStream.range(0, 5_000).mapToObj(i -> new Draw(3, i)).toList());
    }
}
