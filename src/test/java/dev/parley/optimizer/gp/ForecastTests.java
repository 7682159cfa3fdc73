package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Prediction;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ForecastTests {

    private static final SearchSpace LINE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));

    private final GpSurrogate surrogate = new GpSurrogate();

    private static Observation complete(int number, double x, double value) {
        return new Observation(number, new Configuration(x), Standing.COMPLETE, new double[] {value}, 0);
    }

    private List<Prediction> predict(Direction direction, History history, double... places) {
        List<Objective> objectives = List.of(new Objective("value", direction));
        Fit fit = surrogate.fit(LINE, objectives, history);
        List<Configuration> at = IntStream.range(0, places.length)
                .mapToObj(i -> new Configuration(places[i]))
                .toList();
        return surrogate.predict(LINE, objectives, history, fit, at);
    }

    /** Noisy values of a slope, from 0 at one end to 1 at the other. */
    private static History slope(int trials, double noise, long seed) {
        Random random = new Random(seed);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            double x = random.nextDouble();
            observations.add(complete(i, x, x + noise * random.nextGaussian()));
        }
        return History.empty(LINE, 1).with(observations);
    }

    @ParameterizedTest
    @EnumSource
    void holdsANewValueAsOftenAsItSays(Direction direction) {
        int held = 0;
        int all = 0;
        for (int seed = 0; seed < 20; seed++) {
            History history = slope(40, 0.1, seed);
            double[] places = new Random(~seed).doubles(20).toArray();
            Random noise = new Random(3L * seed);
            for (int i = 0; i < places.length; i++) {
                Prediction prediction = predict(direction, history, places[i]).getFirst();
                double value = places[i] + 0.1 * noise.nextGaussian();
                held += prediction.low() <= value && value <= prediction.high() ? 1 : 0;
                all++;
                assertThat(prediction.mean()).isCloseTo(places[i], within(0.25));
                assertThat(prediction.spread()).isBetween(0.05, 0.2);
            }
        }
        assertThat((double) held / all).isBetween(0.88, 0.99);
    }

    @Test
    void findsANewBestWhereItMayBe() {
        History history = slope(30, 1e-3, 5);
        List<Prediction> low = predict(Direction.MINIMIZE, history, 0.0, 0.5, 1.0);
        List<Prediction> high = predict(Direction.MAXIMIZE, history, 0.0, 0.5, 1.0);
        assertThat(low.get(0).probabilityOfBest()).isGreaterThan(0.3);
        assertThat(low.get(1).probabilityOfBest()).isLessThan(1e-6);
        assertThat(high.get(2).probabilityOfBest()).isGreaterThan(0.3);
        assertThat(high.get(1).probabilityOfBest()).isLessThan(1e-6);
    }

    @Test
    void aNewBestMustBeFeasible() {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 30; i++) {
            double x = (i + 0.5) / 30;
            observations.add(
                    x < 0.3
                            ? new Observation(i, new Configuration(x), Standing.INFEASIBLE, new double[0], 0)
                            : complete(i, x, x));
        }
        History history = History.empty(LINE, 1).with(observations);
        List<Prediction> predictions = predict(Direction.MINIMIZE, history, 0.05, 0.3);
        assertThat(predictions.get(0).probabilityOfBest()).isLessThan(0.2);
        assertThat(predictions.get(1).probabilityOfBest())
                .isGreaterThan(predictions.get(0).probabilityOfBest());
    }

    /** numpy.std([1, 2, 6], ddof=1) · sqrt(4/3) = 3.05505046. */
    @Test
    void withoutAModelAnyValueIsAsLikelyAgain() {
        History history =
                History.empty(LINE, 1).with(List.of(complete(0, 0.1, 1), complete(1, 0.5, 2), complete(2, 0.9, 6)));
        List<Objective> objectives = List.of(new Objective("value", Direction.MAXIMIZE));
        Prediction prediction = surrogate
                .predict(LINE, objectives, history, null, List.of(new Configuration(0.3)))
                .getFirst();
        assertThat(prediction.mean()).isCloseTo(3, within(1e-12));
        assertThat(prediction.spread()).isCloseTo(3.05505046, within(1e-7));
        assertThat(prediction.probabilityOfBest()).isEqualTo(0.25);
        assertThat(prediction.low()).isCloseTo(3 - 1.96 * 3.05505, within(1e-3));
        assertThat(prediction.high()).isCloseTo(3 + 1.96 * 3.05505, within(1e-3));
    }

    @Test
    void neverThrowsAndStaysFinite() {
        for (long seed = 0; seed < 150; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            List<Objective> objectives =
                    List.of(new Objective("value", seed % 2 == 0 ? Direction.MINIMIZE : Direction.MAXIMIZE));
            History history = RandomHistories.history(space, 1, 40, seed);
            Configuration at = RandomSpaces.point(space, new Random(seed));
            Prediction prediction = surrogate
                    .predict(space, objectives, history, surrogate.fit(space, objectives, history), List.of(at))
                    .getFirst();
            assertThat(prediction.mean()).as("seed %d", seed).isNotInfinite();
            assertThat(prediction.spread()).as("seed %d", seed).isNotInfinite();
            if (!Double.isNaN(prediction.probabilityOfBest())) {
                assertThat(prediction.probabilityOfBest()).as("seed %d", seed).isBetween(0.0, 1.0);
            }
            if (!Double.isNaN(prediction.low())) {
                assertThat(prediction.low()).as("seed %d", seed).isLessThanOrEqualTo(prediction.high());
            }
        }
    }
}
