package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.function.IntToDoubleFunction;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** Numbers that break optimizers: after each history the strategy still gives points of the space. */
public abstract class BadNumbersContract {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("lr", 1e-5, 0.1, null, Scale.LOG, null, null),
            new FloatParameter("x", -3, 8, null, Scale.LINEAR, null, null),
            new FloatParameter("dropout", 0, 0.9, 0.1, Scale.LINEAR, null, null),
            new IntParameter("width", 8, 512, 1, Scale.LOG, null, null),
            new OrdinalParameter("batch", List.of(16, 32, 64), null, null),
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null)));

    private static final SearchSpace NARROW = new SearchSpace(List.of(
            new CategoricalParameter("only", List.of("a"), null, null),
            new OrdinalParameter("single", List.of(7), null, null),
            new IntParameter("one", 3, 3, 1, Scale.LINEAR, null, null),
            new FloatParameter("point", 0.5, 0.5, null, Scale.LINEAR, null, null),
            new FloatParameter("sliver", 1, Math.nextUp(1.0), null, Scale.LOG, null, null),
            new FloatParameter("huge", -1e300, 1e300, null, Scale.LINEAR, null, null)));

    /** The strategy that the contract is for. */
    protected abstract Strategy strategy();

    private static double[] random(SearchSpace space, int seed) {
        RandomGenerator random = new Draw(seed, 7).random();
        return space.parameters().stream()
                .mapToDouble(parameter -> parameter.quantile(random.nextDouble()))
                .toArray();
    }

    private static History history(
            SearchSpace space, int trials, IntFunction<double[]> point, IntToDoubleFunction value) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            observations.add(new Observation(
                    i, new Configuration(point.apply(i)), Standing.COMPLETE, new double[] {value.applyAsDouble(i)}, 0));
        }
        return History.empty(space, 1).with(observations);
    }

    private void survives(SearchSpace space, History history) {
        List<Draw> draws = LongStream.range(0, 4).mapToObj(n -> new Draw(11, n)).toList();
        for (Direction direction : Direction.values()) {
            List<Objective> objectives = List.of(new Objective("value", direction));
            List<Suggestion> suggestions = strategy()
                    .suggest(
                            space,
                            objectives,
                            history,
                            strategy().fit(space, objectives, history),
                            Configuration.none(space),
                            draws);
            assertThat(suggestions).hasSameSizeAs(draws).allSatisfy(suggestion -> {
                Configuration configuration = suggestion.configuration();
                assertThat(space.configuration(space.values(configuration))).isEqualTo(configuration);
            });
        }
    }

    private void survives(int trials, IntToDoubleFunction value) {
        survives(SPACE, history(SPACE, trials, i -> random(SPACE, i), value));
    }

    @Test
    void survivesAConstantObjective() {
        survives(40, i -> 0.25);
        survives(40, i -> 0);
    }

    @Test
    void survivesTies() {
        survives(40, i -> i % 2);
    }

    @Test
    void survivesOneObservation() {
        survives(1, i -> 3);
        survives(SPACE, history(SPACE, 1, i -> random(SPACE, i), i -> -1e300));
    }

    @Test
    void survivesHugeValuesOfBothSigns() {
        survives(40, i -> i % 3 == 0 ? 1e300 : i % 3 == 1 ? -1e300 : i);
        survives(40, i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE);
        survives(40, i -> i == 20 ? 1e300 : 1 + i * 1e-12);
    }

    @Test
    void survivesTinyDifferences() {
        survives(40, i -> 1 + i * Math.ulp(1.0));
        survives(40, i -> i * Double.MIN_VALUE);
    }

    @Test
    void survivesInfeasibleTrialsOnly() {
        for (double violation : new double[] {0, 1, 1e300}) {
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                Configuration configuration = new Configuration(random(SPACE, i));
                observations.add(new Observation(i, configuration, Standing.INFEASIBLE, new double[0], violation));
            }
            survives(SPACE, History.empty(SPACE, 1).with(observations));
        }
    }

    @Test
    void survivesParametersOfOneValue() {
        survives(NARROW, History.empty(NARROW, 1));
        survives(NARROW, history(NARROW, 40, i -> random(NARROW, i), i -> Math.sin(i)));
        SearchSpace single = new SearchSpace(List.of(NARROW.parameter(0)));
        survives(single, history(single, 40, i -> random(single, i), i -> i));
    }

    @Test
    void survivesAThousandEqualPoints() {
        survives(SPACE, history(SPACE, 1000, i -> random(SPACE, 0), i -> Math.sin(i)));
        survives(SPACE, history(SPACE, 1000, i -> random(SPACE, 0), i -> 1));
    }
}
