package dev.parley.transfer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.transfer.Taught.TaughtTrial;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class AdaptationTests {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("lr", 1e-4, 1e-1, null, Scale.LOG, null, null),
            new IntParameter("depth", 2, 10, 2, Scale.LINEAR, null, null),
            new OrdinalParameter("batch", List.of(16L, 32L), null, null),
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null)));

    @SafeVarargs
    private static Experience.Source adapted(Map<String, Object>... configurations) {
        List<TaughtTrial> trials = Stream.of(configurations)
                .map(configuration -> new TaughtTrial(0.5, configuration))
                .toList();
        Source source = new Source("old", 0.7, List.of(), new Taught("auc", Direction.MAXIMIZE, 2, trials));
        return new Adaptation(SPACE).source(source);
    }

    private static double[] point(Map<String, Object> configuration) {
        return adapted(configuration).history().configuration(0).toArray();
    }

    @Test
    void keepsValuesOrderAndSimilarity() {
        Experience.Source source =
                adapted(Map.of("lr", 0.01, "depth", 4, "batch", 32, "solver", "sgd"), Map.of("lr", 0.02, "depth", 8));
        assertThat(source.similarity()).isEqualTo(0.7);
        assertThat(source.direction()).isEqualTo(Direction.MAXIMIZE);
        assertThat(source.history().size()).isEqualTo(2);
        assertThat(source.history().value(1, 0)).isEqualTo(0.5);
        assertThat(source.history().configuration(0).toArray()).containsExactly(0.01, 4, 1, 1);
    }

    @Test
    void whatTheSourceDoesNotHaveIsNotKnown() {
        assertThat(point(Map.of("lr", 0.01, "momentum", 0.9)))
                .containsExactly(0.01, Double.NaN, Double.NaN, Double.NaN);
    }

    @Test
    void numbersALittleOutsideMoveOntoTheBoundAndOntoTheGrid() {
        assertThat(point(Map.of("lr", 0.12))).startsWith(0.1);
        assertThat(point(Map.of("depth", 5))[1]).isIn(4.0, 6.0);
    }

    @Test
    void whatIsInactiveHereIsNotKnown() {
        SearchSpace tree = new SearchSpace(List.of(
                new CategoricalParameter("solver", List.of("adam", "sgd"), null, null),
                new FloatParameter(
                        "momentum", 0, 1, null, Scale.LINEAR, null, new Condition("solver", List.of("sgd")))));
        List<TaughtTrial> trials = List.of(new TaughtTrial(0.5, Map.of("solver", "adam", "momentum", 0.9)));
        Source source = new Source("old", 0.7, List.of(), new Taught("auc", Direction.MAXIMIZE, 1, trials));
        assertThat(new Adaptation(tree)
                        .source(source)
                        .history()
                        .configuration(0)
                        .toArray())
                .containsExactly(0, Double.NaN);
    }

    @Test
    void trialsFurtherOutsideOrWithUnknownChoicesAreLeftOut() {
        assertThat(adapted(
                                Map.of("lr", 0.5),
                                Map.of("lr", 0.0),
                                Map.of("lr", "fast"),
                                Map.of("solver", "lion"),
                                Map.of("batch", 64))
                        .history()
                        .size())
                .isZero();
    }
}
