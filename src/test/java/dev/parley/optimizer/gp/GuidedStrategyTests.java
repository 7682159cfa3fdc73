package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Experience.Source;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GuidedStrategyTests {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));
    private static final SearchSpace CUBE = new SearchSpace(
            Stream.of("a", "b", "c", "d").map(GuidedStrategyTests::number).toList());
    private static final Strategy RANDOM = new RandomStrategy();

    private static Parameter number(String name) {
        return new FloatParameter(name, 0, 1, null, Scale.LINEAR, null, null);
    }

    /** A bowl whose bottom is at 0.8 on every axis. */
    private static double bowl(Configuration at) {
        double sum = 0;
        for (int p = 0; p < at.size(); p++) {
            sum += (at.coordinate(p) - 0.8) * (at.coordinate(p) - 0.8);
        }
        return sum;
    }

    private static Observation complete(int number, Configuration at, double value) {
        return new Observation(number, at, Standing.COMPLETE, new double[] {value}, 0);
    }

    private static Source source(Direction direction, ToDoubleFunction<Configuration> value) {
        return source(direction, value, 4);
    }

    /** A study of 40 random trials that has the first axes only. */
    private static Source source(Direction direction, ToDoubleFunction<Configuration> value, int axes) {
        Random random = new Random(5);
        List<Observation> trials = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            double[] point = new double[CUBE.size()];
            for (int p = 0; p < point.length; p++) {
                point[p] = p < axes ? random.nextDouble() : Double.NaN;
            }
            Configuration at = new Configuration(point);
            trials.add(complete(number, at, value.applyAsDouble(at)));
        }
        return new Source(History.empty(CUBE, 1).with(trials), direction, 0.9);
    }

    private static GuidedStrategy guided(Source... sources) {
        return new GuidedStrategy(RANDOM, CUBE, new Experience(List.of(sources)));
    }

    private static List<Suggestion> ask(Strategy strategy, History history, @Nullable Fit fit, int seed, int count) {
        List<Draw> draws = LongStream.range(history.size(), history.size() + count)
                .mapToObj(number -> new Draw(seed, number))
                .toList();
        return strategy.suggest(CUBE, LOSS, history, fit, Configuration.none(CUBE), draws);
    }

    /** The origins of a study's trials, one after the other; its best loss is the last of the losses. */
    private record Run(List<Origin> origins, double best) {}

    private static Run run(Strategy strategy, int trials, int seed) {
        History history = History.empty(CUBE, 1);
        List<Origin> origins = new ArrayList<>();
        double best = Double.POSITIVE_INFINITY;
        Fit fit = strategy.fit(CUBE, LOSS, history);
        for (int number = 0; number < trials; number++) {
            Suggestion suggestion = ask(strategy, history, fit, seed, 1).getFirst();
            double loss = bowl(suggestion.configuration());
            history = history.with(List.of(complete(number, suggestion.configuration(), loss)));
            origins.add(suggestion.origin());
            best = Math.min(best, loss);
        }
        return new Run(origins, best);
    }

    private static double meanBest(Strategy strategy) {
        double sum = 0;
        for (int seed = 0; seed < 10; seed++) {
            sum += run(strategy, 10, seed).best / 10;
        }
        return sum;
    }

    @Test
    void beginsWhereASimilarStudyWasGood() {
        GuidedStrategy strategy = guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl));
        Fit fit = strategy.fit(CUBE, LOSS, History.empty(CUBE, 1));
        for (int seed = 0; seed < 10; seed++) {
            Suggestion first =
                    ask(strategy, History.empty(CUBE, 1), fit, seed, 1).getFirst();
            assertThat(first.origin()).isEqualTo(Origin.TRANSFER);
            assertThat(bowl(first.configuration())).isLessThan(0.2);
        }
    }

    @Test
    void takesASourcesValuesInTheirOwnUnitAndDirection() {
        Source exact = source(Direction.MINIMIZE, GuidedStrategyTests::bowl);
        Source other = source(Direction.MAXIMIZE, at -> 1e6 - 2e5 * bowl(at));
        assertThat(run(guided(other), 10, 1).best).isCloseTo(run(guided(exact), 10, 1).best, within(0.05));
    }

    @Test
    void isFarAheadAfterTenTrials() {
        double alone = meanBest(RANDOM);
        assertThat(meanBest(guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl))))
                .isLessThan(alone / 10);
        assertThat(meanBest(guided(source(Direction.MINIMIZE, at -> bowl(at) + 0.3 * at.coordinate(0)))))
                .isLessThan(alone / 3);
    }

    @Test
    void learnsThatASourceIsTheWrongWayRound() {
        assertThat(meanBest(guided(source(Direction.MAXIMIZE, GuidedStrategyTests::bowl))))
                .isLessThan(meanBest(RANDOM) / 2);
    }

    @Test
    void learnsFromASourceThatLacksSomeParameters() {
        Source half = source(
                Direction.MINIMIZE, at -> Math.pow(at.coordinate(0) - 0.8, 2) + Math.pow(at.coordinate(1) - 0.8, 2), 2);
        assertThat(meanBest(guided(half))).isLessThan(meanBest(RANDOM) / 2);
    }

    @Test
    void weighsLessAsTrialsArrive() {
        int[] counts = new int[3];
        for (int seed = 0; seed < 40; seed++) {
            List<Origin> origins = run(guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl)), 60, seed).origins;
            assertThat(origins.subList(0, 10)).containsOnly(Origin.TRANSFER);
            counts[0] += count(origins.subList(10, 20));
            counts[1] += count(origins.subList(20, 40));
            counts[2] += count(origins.subList(40, 60));
        }
        assertThat(counts[0] / 40.0).isCloseTo(7.2, within(0.8)); // Σ 10/n from 10 to 19
        assertThat(counts[1] / 40.0).isCloseTo(7.1, within(1.0));
        assertThat(counts[2] / 40.0).isCloseTo(4.1, within(1.0));
    }

    private static int count(List<Origin> origins) {
        return (int) origins.stream().filter(Origin.TRANSFER::equals).count();
    }

    @Test
    void pendingSuggestionsLieApart() {
        GuidedStrategy strategy = guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl));
        Fit fit = strategy.fit(CUBE, LOSS, History.empty(CUBE, 1));
        List<Suggestion> batch = ask(strategy, History.empty(CUBE, 1), fit, 3, 12);
        assertThat(batch.subList(0, 10)).extracting(Suggestion::origin).containsOnly(Origin.TRANSFER);
        assertThat(batch.subList(0, 10).stream().map(Suggestion::configuration)).doesNotHaveDuplicates();
        double spread = batch.subList(0, 10).stream()
                .mapToDouble(suggestion -> Math.abs(suggestion.configuration().coordinate(0)
                        - batch.getFirst().configuration().coordinate(0)))
                .max()
                .orElseThrow();
        assertThat(spread).isGreaterThan(0.05);
    }

    @Test
    void isTheEngineWhereNothingWasLearned() {
        History history = History.empty(CUBE, 1);
        Source level = source(Direction.MINIMIZE, at -> 1);
        Source tiny = new Source(
                History.empty(CUBE, 1).with(List.of(complete(0, new Configuration(0.1, 0.1, 0.1, 0.1), 1))),
                Direction.MINIMIZE,
                1);
        for (GuidedStrategy strategy : List.of(guided(), guided(level), guided(tiny))) {
            Fit fit = strategy.fit(CUBE, LOSS, history);
            assertThat(ask(strategy, history, fit, 1, 20)).isEqualTo(ask(RANDOM, history, null, 1, 20));
        }
        GuidedStrategy unfitted = guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl));
        assertThat(ask(unfitted, history, null, 1, 20)).isEqualTo(ask(RANDOM, history, null, 1, 20));
    }

    @Test
    void isTheEngineAfterAHundredTrials() {
        GuidedStrategy strategy = guided(source(Direction.MINIMIZE, GuidedStrategyTests::bowl));
        History history = History.empty(CUBE, 1);
        for (int number = 0; number < 101; number++) {
            Configuration at = ask(RANDOM, history, null, 9, 1).getFirst().configuration();
            history = history.with(List.of(complete(number, at, bowl(at))));
        }
        Fit fit = strategy.fit(CUBE, LOSS, history);
        assertThat(ask(strategy, history, fit, 2, 30)).isEqualTo(ask(RANDOM, history, null, 2, 30));
    }
}
