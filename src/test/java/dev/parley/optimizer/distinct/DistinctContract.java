package dev.parley.optimizer.distinct;

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
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import dev.parley.testing.StrategyContract;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

/** What holds of every strategy without its repeats, besides what holds of every strategy. */
abstract class DistinctContract extends StrategyContract {

    /** Two levels of conditions: 3 batches × (adam, none, sgd with 2 plain momenta and 2 that come with 2 kinds). */
    private static final SearchSpace TREE = new SearchSpace(List.of(
            new OrdinalParameter("batch", List.of(16, 32, 64), null, null),
            new CategoricalParameter("solver", List.of("adam", "sgd", "none"), null, null),
            new OrdinalParameter("momentum", List.of(0, 0.5, 0.9, 0.99), null, new Condition("solver", List.of("sgd"))),
            new CategoricalParameter(
                    "nesterov", List.of(true, false), null, new Condition("momentum", List.of(0.9, 0.99)))));

    private static final int TREE_SIZE = 24;

    private static final SearchSpace GRID = new SearchSpace(List.of(
            new IntParameter("n", 1, 10, 1, Scale.LOG, null, null),
            new FloatParameter("x", 0, 0.9, 0.1, Scale.LINEAR, null, null)));

    private static final SearchSpace MIXED = new SearchSpace(List.of(
            new CategoricalParameter("on", List.of(true, false), null, null),
            new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, new Condition("on", List.of(true)))));

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    /** The strategy that might repeat itself. */
    abstract Strategy engine();

    @Override
    protected final Strategy strategy() {
        return new DistinctStrategy(engine());
    }

    private static List<Draw> draws(long first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(number -> new Draw(11, number))
                .toList();
    }

    private List<Configuration> suggest(SearchSpace space, History history, Configuration fixed, int count) {
        return strategy().suggest(space, LOSS, history, fixed, draws(history.size(), count)).stream()
                .map(Suggestion::configuration)
                .toList();
    }

    private Configuration suggest(SearchSpace space, History history) {
        return suggest(space, history, Configuration.none(space), 1).getFirst();
    }

    private static History with(History history, Configuration configuration, Standing standing) {
        double[] values = standing == Standing.COMPLETE ? new double[] {loss(configuration)} : new double[0];
        return history.with(List.of(new Observation(history.size(), configuration, standing, values, 0)));
    }

    /** A loss with one sharp minimum, to which a model comes back again and again. */
    private static double loss(Configuration configuration) {
        double loss = 0;
        for (int p = 0; p < configuration.size(); p++) {
            loss += configuration.isActive(p) ? Math.abs(configuration.coordinate(p) - 1) : 0.5;
        }
        return loss;
    }

    /** Tries every configuration of the tree once. */
    private History exhausted(Standing standing) {
        History history = History.empty(TREE, 1);
        Set<Configuration> seen = new HashSet<>();
        for (int i = 0; i < TREE_SIZE; i++) {
            Configuration configuration = suggest(TREE, history);
            assertThat(seen.add(configuration)).as("%s at %d", configuration, i).isTrue();
            history = with(history, configuration, standing);
        }
        return history;
    }

    @Test
    void exhaustsATreeOnceAndGoesOn() {
        History history = exhausted(Standing.COMPLETE);
        for (int i = 0; i < 30; i++) {
            history = with(history, suggest(TREE, history), Standing.COMPLETE);
        }
        assertThat(history.size()).isEqualTo(TREE_SIZE + 30);
    }

    @Test
    void countsTrialsThatCameToNothingAsTriedAndTriesThemFirstWhenAllAre() {
        History history = exhausted(Standing.COMPLETE);
        Set<Configuration> failed = new HashSet<>();
        for (int row : new int[] {3, 11, 20}) {
            failed.add(history.configuration(row));
            history = history.with(
                    List.of(new Observation(row, history.configuration(row), Standing.IGNORED, new double[0], 0)));
        }
        assertThat(suggest(TREE, history, Configuration.none(TREE), 3)).containsExactlyInAnyOrderElementsOf(failed);
        exhausted(Standing.IGNORED);
    }

    @Test
    void exhaustsWhatIsFixedAlone() {
        Configuration fixed = TREE.fixed(Map.of("solver", "sgd", "batch", 32));
        History history = with(
                History.empty(TREE, 1), TREE.configuration(Map.of("solver", "adam", "batch", 32)), Standing.PENDING);
        List<Configuration> suggestions = suggest(TREE, history, fixed, 8);
        assertThat(new HashSet<>(suggestions)).hasSize(6);
        assertThat(suggestions).allMatch(configuration -> configuration.matches(fixed));
        assertThat(new HashSet<>(suggestions.subList(0, 6))).hasSize(6);
    }

    @Test
    void repeatsNothingThatIsPendingWhileSomethingElseIsPossible() {
        History history = exhausted(Standing.COMPLETE);
        for (int row = 2; row < TREE_SIZE; row++) {
            history = history.with(
                    List.of(new Observation(row, history.configuration(row), Standing.PENDING, new double[0], 0)));
        }
        assertThat(suggest(TREE, history, Configuration.none(TREE), 2))
                .containsExactlyInAnyOrder(history.configuration(0), history.configuration(1));
        assertThat(suggest(TREE, history, Configuration.none(TREE), 5)).hasSize(5);
    }

    @Test
    void keepsSixtyFourPendingOnesApart() {
        assertThat(new HashSet<>(suggest(GRID, History.empty(GRID, 1), Configuration.none(GRID), 64)))
                .hasSize(64);
        History history = History.empty(GRID, 1);
        for (int i = 0; i < 16; i++) {
            history = with(history, suggest(GRID, history), Standing.COMPLETE);
        }
        Set<Configuration> pending = new HashSet<>();
        for (int ask = 0; ask < 16; ask++) {
            for (Configuration configuration : suggest(GRID, history, Configuration.none(GRID), 4)) {
                assertThat(pending.add(configuration)).as("%s", configuration).isTrue();
                history = with(history, configuration, Standing.PENDING);
            }
        }
        assertThat(pending).hasSize(64);
    }

    @Test
    void repeatsNothingPendingWhereOnlyABranchIsFinite() {
        Configuration off = MIXED.configuration(Map.of("on", false));
        History history = with(History.empty(MIXED, 1), off, Standing.PENDING);
        assertThat(suggest(MIXED, history, Configuration.none(MIXED), 64))
                .doesNotContain(off)
                .doesNotHaveDuplicates();
        assertThat(suggest(MIXED, history, MIXED.fixed(Map.of("on", false)), 2)).containsOnly(off);
        assertThat(suggest(MIXED, History.empty(MIXED, 1), Configuration.none(MIXED), 64))
                .doesNotHaveDuplicates();
    }

    @Test
    void changesNothingWhereNothingIsRepeated() {
        int changed = 0;
        for (long seed = 0; seed < 500; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            History history = RandomHistories.history(space, 1, 40, seed);
            Configuration none = Configuration.none(space);
            List<Draw> draws = draws(history.size(), 3);
            List<Suggestion> plain = engine().suggest(space, LOSS, history, none, draws);
            List<Suggestion> distinct = strategy().suggest(space, LOSS, history, none, draws);
            Set<Configuration> known = new HashSet<>();
            for (int row = 0; row < history.size(); row++) {
                known.add(history.configuration(row));
            }
            if (plain.stream().allMatch(suggestion -> known.add(suggestion.configuration()))) {
                assertThat(distinct).as("seed %d", seed).isEqualTo(plain);
            } else {
                changed++;
            }
        }
        assertThat(changed).isBetween(10, 400);
    }

    @Test
    void whatStandsAtAPlaceDependsOnTheDrawsUpToItAlone() {
        History history = History.empty(TREE, 1);
        for (int i = 0; i < 12; i++) {
            history = with(history, suggest(TREE, history), Standing.COMPLETE);
        }
        List<Configuration> all = suggest(TREE, history, Configuration.none(TREE), 16);
        for (int count = 0; count <= 16; count++) {
            assertThat(suggest(TREE, history, Configuration.none(TREE), count)).isEqualTo(all.subList(0, count));
        }
    }
}
