package dev.parley.optimizer.gp;

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
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class GpStrategyTests {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    private static final SearchSpace MIXED = new SearchSpace(List.of(
            number("lr", 1e-5, 0.1, Scale.LOG),
            number("momentum", 0, 0.99, Scale.LINEAR),
            new FloatParameter("dropout", 0, 0.9, 0.1, Scale.LINEAR, null, null),
            new IntParameter("width", 8, 512, 1, Scale.LOG, null, null),
            new OrdinalParameter("batch", List.of(16, 32, 64, 128), null, null),
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null)));

    private static final SearchSpace TREE = new SearchSpace(List.of(
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null),
            new FloatParameter("beta", 0, 1, null, Scale.LINEAR, null, new Condition("solver", List.of("adam"))),
            new FloatParameter("momentum", 0, 1, null, Scale.LINEAR, null, new Condition("solver", List.of("sgd"))),
            new IntParameter("layers", 1, 3, 1, Scale.LINEAR, null, null),
            new IntParameter("width", 1, 64, 1, Scale.LOG, null, new Condition("layers", List.of(2, 3)))));

    private static final SearchSpace PLANE =
            new SearchSpace(List.of(number("x", -1, 1, Scale.LINEAR), number("y", -1, 1, Scale.LINEAR)));

    private final GpStrategy strategy = new GpStrategy(new RandomStrategy());

    private static FloatParameter number(String name, double low, double high, Scale scale) {
        return new FloatParameter(name, low, high, null, scale, null, null);
    }

    private static Configuration random(SearchSpace space, long seed) {
        Random random = new Random(seed);
        return space.prune(space.parameters().stream()
                .mapToDouble(parameter -> parameter.quantile(random.nextDouble()))
                .toArray());
    }

    private static Observation complete(int number, Configuration configuration, double value) {
        return new Observation(number, configuration, Standing.COMPLETE, new double[] {value}, 0);
    }

    private static History history(SearchSpace space, int count, IntToDoubleFunction value) {
        return History.empty(space, 1)
                .with(IntStream.range(0, count)
                        .mapToObj(i -> complete(i, random(space, i), value.applyAsDouble(i)))
                        .toList());
    }

    private static List<Draw> draws(int first, int count) {
        return LongStream.range(first, first + count)
                .mapToObj(n -> new Draw(42, n))
                .toList();
    }

    private List<Suggestion> suggest(SearchSpace space, History history, Configuration fixed, int count) {
        Fit fit = strategy.fit(space, LOSS, history);
        List<Suggestion> suggestions = strategy.suggest(space, LOSS, history, fit, fixed, draws(history.size(), count));
        assertThat(suggestions)
                .hasSize(count)
                .allSatisfy(suggestion -> assertThat(space.configuration(space.values(suggestion.configuration())))
                        .isEqualTo(suggestion.configuration()))
                .allSatisfy(suggestion ->
                        assertThat(suggestion.configuration().matches(fixed)).isTrue());
        return suggestions;
    }

    private List<Suggestion> suggest(SearchSpace space, History history, int count) {
        return suggest(space, history, Configuration.none(space), count);
    }

    /** The history after a study of some trials, fitted before each ask, its first ten drawn from the prior. */
    private History study(SearchSpace space, Direction direction, int trials, ToDoubleFunction<Configuration> loss) {
        List<Objective> objectives = List.of(new Objective("value", direction));
        History history = History.empty(space, 1);
        for (int i = 0; i < trials; i++) {
            Fit fit = strategy.fit(space, objectives, history);
            Configuration next = strategy.suggest(
                            space, objectives, history, fit, Configuration.none(space), draws(i, 1))
                    .getFirst()
                    .configuration();
            double value = loss.applyAsDouble(next);
            history = history.with(List.of(
                    Double.isNaN(value)
                            ? new Observation(i, next, Standing.INFEASIBLE, new double[0], 0)
                            : complete(i, next, direction.loss(value))));
        }
        return history;
    }

    private static double best(History history, Direction direction) {
        return IntStream.range(0, history.size())
                .filter(i -> history.standing(i) == Standing.COMPLETE)
                .mapToDouble(i -> direction.loss(history.value(i, 0)))
                .min()
                .orElseThrow();
    }

    @Test
    void anotherStrategyAnswersUntilTenLossesAreKnown() {
        assertThat(strategy.fit(MIXED, LOSS, history(MIXED, 9, i -> i))).isNull();
        assertThat(suggest(MIXED, history(MIXED, 9, i -> i), 2))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.RANDOM);
        assertThat(suggest(MIXED, history(MIXED, 10, i -> i), 2))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.GP);
    }

    @Test
    void anotherStrategyAnswersWhileAllLossesAreTheSame() {
        assertThat(strategy.fit(MIXED, LOSS, history(MIXED, 40, i -> 7))).isNull();
        assertThat(strategy.fit(MIXED, LOSS, history(MIXED, 40, i -> i == 39 ? 6 : 7)))
                .isNotNull();
    }

    @Test
    void anotherStrategyAnswersFromThreeHundredTrialsOn() {
        Fit fit = strategy.fit(PLANE, LOSS, history(PLANE, 20, i -> i));
        History full = history(PLANE, 300, i -> i);
        assertThat(strategy.suggest(PLANE, LOSS, full, fit, Configuration.none(PLANE), draws(300, 1)))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.RANDOM);
        assertThat(strategy.fit(PLANE, LOSS, history(PLANE, 301, i -> i))).isNull();
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void findsTheBetterEndOfASmoothFunction(Direction direction) {
        History history = study(
                PLANE, direction, 25, c -> Math.pow(c.coordinate(0) - 0.3, 2) + 2 * Math.pow(c.coordinate(1) + 0.6, 2));
        assertThat(best(history, direction)).isLessThan(1e-3);
    }

    @Test
    void findsAnOptimumInACornerExactly() {
        History history = study(PLANE, Direction.MINIMIZE, 20, c -> c.coordinate(0) - 2 * c.coordinate(1));
        assertThat(best(history, Direction.MINIMIZE)).isEqualTo(-3);
    }

    @Test
    void findsTheBestOfMixedParameters() {
        SearchSpace space = new SearchSpace(List.of(
                new IntParameter("i", 0, 100, 1, Scale.LINEAR, null, null),
                new CategoricalParameter("c", List.of("a", "b", "c", "d"), null, null),
                number("x", 1e-4, 1, Scale.LOG)));
        ToDoubleFunction<Configuration> loss = c -> Math.pow((c.coordinate(0) - 71) / 20, 2)
                + (c.coordinate(1) == 2 ? 0 : 1)
                + Math.pow(Math.log10(c.coordinate(2)) + 2, 2);
        assertThat(best(study(space, Direction.MINIMIZE, 40, loss), Direction.MINIMIZE))
                .isLessThan(0.01);
    }

    @Test
    void findsTheBestLeafOfATree() {
        ToDoubleFunction<Configuration> loss = c -> c.coordinate(0) == 1
                ? Math.abs(c.coordinate(2) - 0.8) + Math.abs(c.coordinate(3) - 2) + (c.isActive(4) ? 0 : 0.5)
                : 1 + c.coordinate(1);
        assertThat(best(study(TREE, Direction.MINIMIZE, 45, loss), Direction.MINIMIZE))
                .isLessThan(0.05);
    }

    @Test
    void learnsWhereItIsInfeasible() {
        ToDoubleFunction<Configuration> loss = c -> c.coordinate(1) > 0
                ? Double.NaN
                : Math.pow(c.coordinate(0) - 0.3, 2) + Math.pow(c.coordinate(1) + 0.3, 2);
        History history = study(PLANE, Direction.MINIMIZE, 30, loss);
        assertThat(best(history, Direction.MINIMIZE)).isLessThan(1e-3);
        assertThat(history.count(Standing.INFEASIBLE)).isBetween(1, 12);
    }

    @Test
    void isNotLuredAcrossABorderThatLossesFallTowards() {
        ToDoubleFunction<Configuration> loss = c -> Math.hypot(c.coordinate(0), c.coordinate(1)) > 0.7
                ? Double.NaN
                : -3 * c.coordinate(0) - c.coordinate(1);
        History history = study(PLANE, Direction.MINIMIZE, 60, loss);
        assertThat(best(history, Direction.MINIMIZE)).isLessThan(-0.7 * Math.sqrt(10) + 0.05);
    }

    @Test
    void staysAwayFromPendingTrials() {
        History history = history(PLANE, 15, i -> random(PLANE, i).coordinate(0));
        List<Suggestion> one = suggest(PLANE, history, 1);
        History pending = history.with(
                List.of(new Observation(15, one.getFirst().configuration(), Standing.PENDING, new double[0], 0)));
        assertThat(suggest(PLANE, pending, 20).stream().map(Suggestion::configuration))
                .doesNotHaveDuplicates()
                .doesNotContain(one.getFirst().configuration());
    }

    @Test
    void triesEveryPointOfASmallSpaceOnceWhilePending() {
        SearchSpace space = new SearchSpace(List.of(
                new IntParameter("i", 1, 6, 1, Scale.LINEAR, null, null),
                new CategoricalParameter("c", List.of("a", "b", "c", "d", "e"), null, null)));
        List<Observation> observations = new ArrayList<>();
        HashSet<Configuration> tried = new HashSet<>();
        for (int i = 0; tried.size() < 10; i++) {
            Configuration configuration = random(space, i);
            if (tried.add(configuration)) {
                observations.add(complete(observations.size(), configuration, configuration.coordinate(0)));
            }
        }
        suggest(space, History.empty(space, 1).with(observations), 20)
                .forEach(suggestion -> tried.add(suggestion.configuration()));
        assertThat(tried).hasSize(30);
    }

    @Test
    void fixedCoordinatesHold() {
        Configuration fixed = MIXED.fixed(Map.of("dropout", 0.3, "solver", "sgd", "lr", 0.05));
        suggest(MIXED, history(MIXED, 30, i -> i), fixed, 5);
        Configuration child = TREE.fixed(Map.of("momentum", 0.5));
        suggest(TREE, history(TREE, 30, i -> i), child, 5);
    }

    @Test
    void aFitToAnEarlierHistoryServesALaterOne() {
        Fit fit = strategy.fit(MIXED, LOSS, history(MIXED, 15, i -> i % 7));
        History later = history(MIXED, 40, i -> i % 7);
        History withdrawn =
                later.with(List.of(new Observation(3, random(MIXED, 3), Standing.IGNORED, new double[0], 0)));
        for (History history : List.of(later, withdrawn)) {
            assertThat(strategy.suggest(MIXED, LOSS, history, fit, Configuration.none(MIXED), draws(40, 3)))
                    .extracting(Suggestion::origin)
                    .containsOnly(Origin.GP);
        }
    }

    @Test
    void whatAFitKeepsChangesNoSuggestion() {
        History history = history(MIXED, 40, i -> i % 7);
        GpFit fit = (GpFit) Objects.requireNonNull(strategy.fit(MIXED, LOSS, history));
        GpFit bare = new GpFit(
                new GpFit.Part(fit.losses().hyperparameters(), new int[0], new double[0][]), fit.feasibility());
        assertThat(strategy.suggest(MIXED, LOSS, history, bare, Configuration.none(MIXED), draws(40, 3)))
                .isEqualTo(strategy.suggest(MIXED, LOSS, history, fit, Configuration.none(MIXED), draws(40, 3)));
        assertThat(fit.bytes()).isGreaterThan(40 * 41 / 2 * 8);
    }

    @Test
    void prunedTrialsCountAsNoBetterThanTheUsual() {
        Evidence evidence = Evidence.of(
                history(PLANE, 5, i -> i)
                        .with(List.of(
                                new Observation(5, random(PLANE, 5), Standing.PRUNED, new double[] {-9}, 0),
                                new Observation(6, random(PLANE, 6), Standing.PRUNED, new double[] {9}, 0),
                                new Observation(7, random(PLANE, 7), Standing.PRUNED, new double[0], 0),
                                new Observation(8, random(PLANE, 8), Standing.INFEASIBLE, new double[0], 0),
                                new Observation(9, random(PLANE, 9), Standing.COMPLETE, new double[] {-9}, 0.5),
                                new Observation(10, random(PLANE, 10), Standing.IGNORED, new double[0], 0),
                                new Observation(11, random(PLANE, 11), Standing.PENDING, new double[0], 0))),
                Direction.MINIMIZE);
        assertThat(evidence.measured()).containsExactly(0, 1, 2, 3, 4, 5, 6, 9);
        assertThat(evidence.losses()).containsExactly(0, 1, 2, 3, 4, 2, 9, -9);
        assertThat(evidence.judged()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(evidence.feasible()).containsExactly(true, true, true, true, true, true, true, true, false, false);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 10, 11, 60})
    void survivesConstantObjectives(int count) {
        suggest(MIXED, history(MIXED, count, i -> 0), 3);
        suggest(TREE, history(TREE, count, i -> 1e300), 3);
    }

    @Test
    void survivesTies() {
        suggest(MIXED, history(MIXED, 60, i -> i % 2), 3);
        suggest(TREE, history(TREE, 60, i -> i % 3), 3);
    }

    @ParameterizedTest
    @ValueSource(doubles = {1e300, Double.MAX_VALUE})
    void survivesExtremeValues(double huge) {
        suggest(MIXED, history(MIXED, 50, i -> i % 2 == 0 ? huge : -huge), 3);
        suggest(MIXED, history(MIXED, 50, i -> i == 25 ? huge : i), 3);
        suggest(MIXED, history(MIXED, 50, i -> i == 25 ? -huge : i), 3);
    }

    @Test
    void anOutlierDoesNotHideTheOptimum() {
        ToDoubleFunction<Configuration> loss = c ->
                c.coordinate(0) > 0.9 ? 1e300 : Math.pow(c.coordinate(0) - 0.3, 2) + Math.pow(c.coordinate(1) + 0.6, 2);
        assertThat(best(study(PLANE, Direction.MINIMIZE, 30, loss), Direction.MINIMIZE))
                .isLessThan(1e-2);
    }

    @Test
    void survivesEqualPoints() {
        for (SearchSpace space : List.of(MIXED, TREE, PLANE)) {
            for (int count : new int[] {10, 250, 1000}) {
                Configuration point = random(space, 1);
                List<Observation> observations = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    observations.add(complete(i, point, i % 2));
                }
                suggest(space, History.empty(space, 1).with(observations), 2);
            }
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void survivesWhereAllAreInfeasible(double violation) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            observations.add(new Observation(i, random(MIXED, i), Standing.INFEASIBLE, new double[0], violation * i));
        }
        suggest(MIXED, History.empty(MIXED, 1).with(observations), 2);
        for (int i = 0; i < 40; i++) {
            observations.set(i, new Observation(i, random(MIXED, i), Standing.COMPLETE, new double[] {i}, 1));
        }
        suggest(MIXED, History.empty(MIXED, 1).with(observations), 2);
    }

    @Test
    void survivesParametersOfOneValue() {
        List<Parameter> single = List.of(
                number("f", 3, 3, Scale.LINEAR),
                number("g", 3, 3, Scale.LOG),
                new FloatParameter("s", 0.1, 0.1, 0.1, Scale.LINEAR, null, null),
                new IntParameter("i", 5, 5, 1, Scale.LINEAR, null, null),
                new OrdinalParameter("o", List.of(1), null, null),
                new CategoricalParameter("c", List.of("only"), null, null));
        suggest(new SearchSpace(single), history(new SearchSpace(single), 30, i -> i), 2);
        List<Parameter> one = new ArrayList<>(single);
        one.add(number("x", 0, 1, Scale.LINEAR));
        assertThat(suggest(new SearchSpace(one), history(new SearchSpace(one), 30, i -> i), 2))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.GP);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 60})
    void survivesExtremeRanges(int count) {
        long largest = (1L << 53) - 1;
        SearchSpace space = new SearchSpace(List.of(
                number("widest", -8e307, 8e307, Scale.LINEAR),
                number("narrowest", 0, Double.MIN_VALUE, Scale.LINEAR),
                number("adjacent", 1e10, Math.nextUp(1e10), Scale.LINEAR),
                number("adjacent logarithms", 1e10, Math.nextUp(1e10), Scale.LOG),
                number("widest log", Double.MIN_VALUE, Double.MAX_VALUE, Scale.LOG),
                new FloatParameter("two", -8e307, 8e307, 1.6e308, Scale.LINEAR, null, null),
                new IntParameter("all", -largest, largest, 1, Scale.LINEAR, null, null),
                new IntParameter("all log", 1, largest, 1, Scale.LOG, null, null),
                new IntParameter("last", largest - 2, largest, 1, Scale.LOG, null, null)));
        suggest(space, history(space, count, i -> i), 2);
    }

    @Test
    void anotherStrategyAnswersForVeryManyParameters() {
        List<Parameter> many = new ArrayList<>();
        for (int i = 0; i < 101; i++) {
            many.add(number("x" + i, 0, 1, Scale.LINEAR));
        }
        SearchSpace space = new SearchSpace(many);
        assertThat(suggest(space, history(space, 12, i -> i), 1))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.RANDOM);
    }
}
