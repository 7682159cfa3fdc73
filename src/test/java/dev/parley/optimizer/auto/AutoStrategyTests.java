package dev.parley.optimizer.auto;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.gp.GpStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.TpeStrategy;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

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
    void answersByTpeWhereThereIsNoFitYet() {
        SearchSpace space = space(2);
        assertThat(strategy.suggest(
                                space, LOSS, history(space, 20, 0), Configuration.none(space), List.of(new Draw(1, 20)))
                        .getFirst()
                        .origin())
                .isEqualTo(Origin.TPE);
    }
}
