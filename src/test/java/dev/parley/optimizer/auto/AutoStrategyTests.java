package dev.parley.optimizer.auto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.distinct.DistinctStrategy;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.TpeStrategy;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AutoStrategyTests {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    private final AutoStrategy strategy = new AutoStrategy(new GpStrategy(new TpeStrategy()), new TpeStrategy());

    private static SearchSpace space(int parameters) {
        return new SearchSpace(IntStream.range(0, parameters)
                .<Parameter>mapToObj(i -> new FloatParameter("x" + i, 0, 1, null, Scale.LINEAR, null, null))
                .toList());
    }

    private static History history(SearchSpace space, int complete, int pending) {
        return History.empty(space, 1)
                .with(IntStream.range(0, complete + pending)
                        .mapToObj(i -> {
                            double[] point = new Draw(i, 1)
                                    .random()
                                    .doubles(space.size())
                                    .toArray();
                            return new Observation(
                                    i,
                                    new Configuration(point),
                                    i < complete ? Standing.COMPLETE : Standing.PENDING,
                                    i < complete ? new double[] {Math.abs(point[0] - 0.3)} : new double[0],
                                    0);
                        })
                        .toList());
    }

    private Origin origin(int parameters, int complete, int pending) {
        SearchSpace space = space(parameters);
        History history = history(space, complete, pending);
        return strategy.suggest(
                        space,
                        LOSS,
                        history,
                        strategy.fit(space, LOSS, history),
                        Configuration.none(space),
                        List.of(new Draw(1, complete + pending)))
                .getFirst()
                .origin();
    }

    @Test
    void startsAtRandom() {
        assertThat(origin(2, 5, 0)).isEqualTo(Origin.RANDOM);
    }

    @Test
    void takesTheGaussianProcessWhileAStudyIsSmall() {
        assertThat(origin(2, 20, 0)).isEqualTo(Origin.GP);
        assertThat(origin(2, 20, 64)).isEqualTo(Origin.GP);
    }

    @Test
    void takesTpeForLongHistoriesManyPendingTrialsAndWideSpaces() {
        assertThat(origin(2, 300, 0)).isEqualTo(Origin.TPE);
        assertThat(origin(2, 20, 100)).isEqualTo(Origin.TPE);
        assertThat(origin(41, 20, 0)).isEqualTo(Origin.TPE);
    }

    @Test
    void judgesAsTheEngineThatItPicks() {
        SearchSpace space = space(2);
        List<Configuration> candidates = List.of(new Configuration(0.3, 0.5), new Configuration(0.9, 0.5));
        History history = history(space, 20, 2);
        GpStrategy gp = new GpStrategy(new TpeStrategy());
        Fit fit = strategy.fit(space, LOSS, history);
        assertThat(strategy.acquisition(space, LOSS, history, fit, candidates))
                .containsExactly(gp.acquisition(space, LOSS, history, fit, candidates));
        assertThat(strategy.acquisition(space, LOSS, history, null, candidates))
                .containsExactly(new TpeStrategy().acquisition(space, LOSS, history, null, candidates));
        assertThat(new DistinctStrategy(strategy).acquisition(space, LOSS, history, fit, candidates))
                .containsExactly(strategy.acquisition(space, LOSS, history, fit, candidates));
        assertThat(strategy.acquisition(space, LOSS, history(space, 9, 0), null, candidates))
                .isNull();
    }

    /** What the engine suggests is as good to it as any of many random configurations, or nearly so. */
    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 4, 5})
    void thinksMostOfItsOwnSuggestion(int seed) {
        SearchSpace space = space(2);
        History history = history(space, 30, 3);
        for (Fit fit : Arrays.asList(strategy.fit(space, LOSS, history), null)) {
            List<Configuration> candidates = new ArrayList<>(
                    strategy
                            .suggest(space, LOSS, history, fit, Configuration.none(space), List.of(new Draw(seed, 33)))
                            .stream()
                            .map(Suggestion::configuration)
                            .toList());
            for (int i = 0; i < 20; i++) {
                candidates.add(
                        new Configuration(new Draw(seed, i).random().doubles(2).toArray()));
            }
            double[] values = Objects.requireNonNull(strategy.acquisition(space, LOSS, history, fit, candidates));
            assertThat(Arrays.stream(values).filter(value -> value > values[0]).count())
                    .as("candidates better than the suggestion, of 20")
                    .isLessThanOrEqualTo(1);
        }
    }

    @Test
    void answersByTpeWhereThereIsNoFitYet() {
        SearchSpace space = space(2);
        assertThat(strategy.suggest(
                                space, LOSS, history(space, 20, 0), Configuration.none(space), List.of(new Draw(1, 20)))
                        .getFirst()
                        .origin())
                .isEqualTo(Origin.TPE);
    }
}
