package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What every strategy must keep to, over thousands of random spaces and histories. */
public abstract class StrategyContract {

    private static final int BATCH = 3;
    private static final int MOST_TRIALS = 40;

    private static final SearchSpace CONTINUOUS = new SearchSpace(List.of(
            new FloatParameter("x", -1, 1, null, Scale.LINEAR, null, null),
            new FloatParameter("lr", 1e-5, 0.1, null, Scale.LOG, null, null)));

    /** The strategy that the contract is for. */
    protected abstract Strategy strategy();

    /** Over how many random spaces to hold the strategy to the contract; fewer for a slow one. */
    protected int spaces() {
        return 2_500;
    }

    /** One question to a strategy, all of it derived from a seed. */
    private record Ask(
            long seed,
            SearchSpace space,
            List<Objective> objectives,
            History history,
            Configuration fixed,
            List<Draw> draws) {

        static Ask free(long seed) {
            SearchSpace space = RandomSpaces.space(seed);
            return of(seed, space, Configuration.none(space));
        }

        static Ask fixed(long seed) {
            SearchSpace space = RandomSpaces.space(seed);
            Random random = new Random(~seed);
            Map<String, Object> values = new HashMap<>(space.values(RandomSpaces.point(space, random)));
            values.keySet().removeIf(name -> random.nextBoolean());
            return of(seed, space, space.fixed(values));
        }

        private static Ask of(long seed, SearchSpace space, Configuration fixed) {
            List<Objective> objectives = objectives(seed);
            History history = RandomHistories.history(space, objectives.size(), MOST_TRIALS, seed);
            List<Draw> draws = LongStream.range(0, BATCH)
                    .mapToObj(i -> new Draw(seed * 31, history.size() + i))
                    .toList();
            return new Ask(seed, space, objectives, history, fixed, draws);
        }

        /** One objective in most asks, two to four in every third. */
        private static List<Objective> objectives(long seed) {
            return LongStream.range(0, seed % 3 == 2 ? 2 + seed % 9 / 3 : 1)
                    .mapToObj(o ->
                            new Objective("value" + o, (seed + o) % 2 == 0 ? Direction.MINIMIZE : Direction.MAXIMIZE))
                    .toList();
        }

        List<Suggestion> to(Strategy strategy) {
            try {
                Fit fit = strategy.fit(space, objectives, history);
                return strategy.suggest(space, objectives, history, fit, fixed, draws);
            } catch (RuntimeException e) {
                throw new AssertionError(this + " must not throw", e);
            }
        }

        @Override
        public String toString() {
            return "the ask of seed " + seed + " with " + space;
        }
    }

    @Test
    void everySuggestionIsAPointOfTheSpace() {
        for (long seed = 0; seed < spaces(); seed++) {
            Ask ask = Ask.free(seed);
            for (Suggestion suggestion : ask.to(strategy())) {
                assertIsPoint(ask, suggestion.configuration());
            }
        }
    }

    @Test
    void givesOneSuggestionADraw() {
        for (long seed = 0; seed < spaces(); seed++) {
            Ask ask = Ask.free(seed);
            assertThat(ask.to(strategy())).as("%s", ask).hasSize(BATCH);
        }
        Ask none = new Ask(0, CONTINUOUS, Ask.free(0).objectives(), empty(), Configuration.none(CONTINUOUS), List.of());
        assertThat(none.to(strategy())).isEmpty();
    }

    @Test
    void equalArgumentsGiveEqualSuggestions() {
        for (long seed = 0; seed < spaces(); seed++) {
            assertThat(Ask.free(seed).to(strategy()))
                    .as("seed %d", seed)
                    .isEqualTo(Ask.free(seed).to(strategy()));
        }
    }

    @Test
    void everySuggestionMatchesWhatIsFixed() {
        for (long seed = 0; seed < spaces(); seed++) {
            Ask ask = Ask.fixed(seed);
            for (Suggestion suggestion : ask.to(strategy())) {
                assertIsPoint(ask, suggestion.configuration());
                assertThat(suggestion.configuration().matches(ask.fixed()))
                        .as("%s fixes %s, suggested is %s", ask, ask.fixed(), suggestion)
                        .isTrue();
            }
        }
    }

    @Test
    void aWholeFixedConfigurationComesBackAsItIs() {
        for (long seed = 0; seed < spaces(); seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            Configuration fixed = RandomSpaces.point(space, new Random(seed));
            Ask ask = Ask.of(seed, space, fixed);
            assertThat(ask.to(strategy()))
                    .as("%s", ask)
                    .allMatch(suggestion -> suggestion.configuration().equals(fixed));
        }
    }

    @Test
    void differentDrawsDifferInContinuousSpaces() {
        List<Draw> draws =
                LongStream.range(0, 200).mapToObj(i -> new Draw(5, i)).toList();
        Ask ask = new Ask(5, CONTINUOUS, Ask.free(5).objectives(), empty(), Configuration.none(CONTINUOUS), draws);
        assertThat(new HashSet<>(ask.to(strategy()))).hasSameSizeAs(draws);
    }

    @Test
    void acceptsTheLargestDrawsAndSeeds() {
        List<Draw> draws = List.of(
                new Draw(Long.MIN_VALUE, 0),
                new Draw(Long.MAX_VALUE, Integer.MAX_VALUE),
                new Draw(-1, 1L << 32),
                new Draw(0, Long.MAX_VALUE));
        Ask ask = new Ask(0, CONTINUOUS, Ask.free(0).objectives(), empty(), Configuration.none(CONTINUOUS), draws);
        for (Suggestion suggestion : ask.to(strategy())) {
            assertIsPoint(ask, suggestion.configuration());
        }
    }

    private static History empty() {
        return History.empty(CONTINUOUS, 1);
    }

    /** Exactly the active parameters are there, each of their values is its parameter's, and the client reads them back. */
    private static void assertIsPoint(Ask ask, Configuration configuration) {
        SearchSpace space = ask.space();
        double[] coordinates = configuration.toArray();
        assertThat(coordinates).as("%s", ask).hasSize(space.size());
        for (int i = 0; i < space.size(); i++) {
            Parameter parameter = space.parameter(i);
            assertThat(configuration.isActive(i))
                    .as("%s: whether %s is active in %s", ask, parameter.name(), configuration)
                    .isEqualTo(space.isActive(i, coordinates));
            if (parameter instanceof IntParameter && configuration.isActive(i)) {
                assertThat(coordinates[i]).as("%s: %s is whole", ask, parameter).isEqualTo(Math.rint(coordinates[i]));
            }
        }
        assertThat(space.configuration(space.values(configuration)))
                .as("%s", ask)
                .isEqualTo(configuration);
    }
}
