package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
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
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.function.ToDoubleFunction;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class TpeStrategyTests {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    private static final SearchSpace MIXED = new SearchSpace(List.of(
            floating("lr", 1e-5, 0.1, Scale.LOG, null),
            floating("momentum", 0, 0.99, Scale.LINEAR, null),
            new FloatParameter("dropout", 0, 0.9, 0.1, Scale.LINEAR, null, null),
            new IntParameter("width", 8, 512, 1, Scale.LOG, null, null),
            new IntParameter("depth", 2, 12, 2, Scale.LINEAR, null, null),
            new OrdinalParameter("batch", List.of(16, 32, 64, 128), null, null),
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null)));

    private static final SearchSpace TREE = new SearchSpace(List.of(
            new CategoricalParameter("solver", List.of("adam", "sgd"), null, null),
            floating("beta", 0, 1, Scale.LINEAR, new Condition("solver", List.of("adam"))),
            floating("momentum", 0, 1, Scale.LINEAR, new Condition("solver", List.of("sgd"))),
            new IntParameter("layers", 1, 3, 1, Scale.LINEAR, null, null),
            new IntParameter("width", 1, 64, 1, Scale.LOG, null, new Condition("layers", List.of(2, 3)))));

    private static FloatParameter floating(
            String name, double low, double high, Scale scale, @Nullable Condition when) {
        return new FloatParameter(name, low, high, null, scale, null, when);
    }

    private static Configuration random(SearchSpace space, long seed) {
        var random = new Draw(seed, 0).random();
        return space.prune(space.parameters().stream()
                .mapToDouble(parameter -> parameter.quantile(random.nextDouble()))
                .toArray());
    }

    private static History history(SearchSpace space, int count, IntToDoubleFunction value) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            observations.add(complete(i, random(space, i), value.applyAsDouble(i)));
        }
        return History.empty(space, 1).with(observations);
    }

    private static Observation complete(int number, Configuration configuration, double value) {
        return new Observation(number, configuration, Standing.COMPLETE, new double[] {value}, 0);
    }

    private static List<Draw> draws(int count) {
        return LongStream.range(0, count).mapToObj(n -> new Draw(42, n)).toList();
    }

    private static List<Suggestion> suggest(SearchSpace space, History history, Configuration fixed, int count) {
        List<Suggestion> suggestions = new TpeStrategy().suggest(space, LOSS, history, fixed, draws(count));
        assertThat(suggestions).hasSize(count);
        assertThat(suggestions)
                .allSatisfy(suggestion -> assertIsPoint(space, suggestion.configuration()))
                .allSatisfy(suggestion ->
                        assertThat(suggestion.configuration().matches(fixed)).isTrue());
        return suggestions;
    }

    private static List<Suggestion> suggest(SearchSpace space, History history, int count) {
        return suggest(space, history, Configuration.none(space), count);
    }

    /** Reads the values back as a client would send them: every one on its grid, exactly the active ones there. */
    private static void assertIsPoint(SearchSpace space, Configuration configuration) {
        assertThat(space.configuration(space.values(configuration))).isEqualTo(configuration);
    }

    @Test
    void drawsFromThePriorUntilTenTrialsHaveFinished() {
        assertThat(suggest(MIXED, history(MIXED, 9, i -> i), 3))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.RANDOM);
        assertThat(suggest(MIXED, history(MIXED, 10, i -> i), 3))
                .extracting(Suggestion::origin)
                .containsOnly(Origin.TPE);
    }

    @Test
    void countsPrunedAndInfeasibleButNotFailedAndPendingTrialsAsFinished() {
        History nine = history(MIXED, 9, i -> i);
        Configuration next = random(MIXED, 9);
        for (Standing standing : Standing.values()) {
            Observation tenth = new Observation(9, next, standing, new double[] {1}, 0);
            boolean finished = standing != Standing.IGNORED && standing != Standing.PENDING;
            assertThat(suggest(MIXED, nine.with(List.of(tenth)), 1).getFirst().origin())
                    .isEqualTo(finished ? Origin.TPE : Origin.RANDOM);
        }
    }

    @Test
    void sameArgumentsGiveSameSuggestions() {
        History history = history(MIXED, 40, i -> i % 7);
        assertThat(suggest(MIXED, history, 5)).isEqualTo(suggest(MIXED, history, 5));
    }

    @Test
    void laterDrawsOfACallSeeTheEarlierOnesAsPendingTrials() {
        History history = history(MIXED, 40, i -> i % 7);
        List<Suggestion> together = suggest(MIXED, history, 2);
        Observation pending =
                new Observation(40, together.getFirst().configuration(), Standing.PENDING, new double[0], 0);
        List<Suggestion> second = new TpeStrategy()
                .suggest(
                        MIXED,
                        LOSS,
                        history.with(List.of(pending)),
                        Configuration.none(MIXED),
                        List.of(new Draw(42, 1)));
        assertThat(second).containsExactly(together.get(1));
    }

    @Test
    void manyDrawsOfACallSpreadOut() {
        SearchSpace space = new SearchSpace(List.of(floating("x", 0, 1, Scale.LINEAR, null)));
        List<Suggestion> suggestions = suggest(space, history(space, 30, i -> i), 50);
        assertThat(suggestions.stream().map(Suggestion::configuration).distinct())
                .hasSize(50);
    }

    @ParameterizedTest
    @EnumSource(Direction.class)
    void findsTheBetterEnd(Direction direction) {
        SearchSpace space = new SearchSpace(List.of(
                floating("x", 0, 1, Scale.LINEAR, null),
                new CategoricalParameter("c", List.of("a", "b", "c"), null, null)));
        ToDoubleFunction<Configuration> loss = c -> Math.abs(c.coordinate(0) - 0.7) + (c.coordinate(1) == 1 ? 0 : 1);
        List<Objective> objectives = List.of(new Objective("value", direction));
        History history = History.empty(space, 1);
        for (int i = 0; i < 60; i++) {
            Configuration next = new TpeStrategy()
                    .suggest(space, objectives, history, Configuration.none(space), List.of(new Draw(3, i)))
                    .getFirst()
                    .configuration();
            history = history.with(List.of(complete(i, next, direction.loss(loss.applyAsDouble(next)))));
        }
        double best = Double.POSITIVE_INFINITY;
        for (int i = 0; i < 60; i++) {
            best = Math.min(best, direction.loss(history.value(i, 0)));
        }
        assertThat(best).isLessThan(0.02);
    }

    @Test
    void fixedCoordinatesHold() {
        Configuration fixed = MIXED.fixed(Map.of("dropout", 0.3, "solver", "sgd", "lr", 0.05));
        List<Suggestion> suggestions = suggest(MIXED, history(MIXED, 50, i -> i), fixed, 20);
        assertThat(suggestions)
                .allSatisfy(suggestion -> assertThat(MIXED.values(suggestion.configuration()))
                        .containsEntry("dropout", 0.3)
                        .containsEntry("solver", "sgd")
                        .containsEntry("lr", 0.05));
    }

    @Test
    void freeCoordinatesFollowTheFixedOnes() {
        SearchSpace space = new SearchSpace(List.of(
                new CategoricalParameter("c", List.of("a", "b"), null, null), floating("x", 0, 1, Scale.LINEAR, null)));
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            Configuration c = random(space, i);
            double target = c.coordinate(0) == 0 ? 0.2 : 0.8;
            observations.add(complete(i, c, Math.abs(c.coordinate(1) - target)));
        }
        History history = History.empty(space, 1).with(observations);
        for (Map.Entry<String, Double> target : Map.of("a", 0.2, "b", 0.8).entrySet()) {
            double mean = suggest(space, history, space.fixed(Map.of("c", target.getKey())), 40).stream()
                    .mapToDouble(suggestion -> suggestion.configuration().coordinate(1))
                    .average()
                    .getAsDouble();
            assertThat(Math.abs(mean - target.getValue())).isLessThan(0.2);
        }
    }

    @Test
    void aWholeConfigurationMayBeFixed() {
        Configuration fixed = random(MIXED, 77);
        assertThat(suggest(MIXED, history(MIXED, 30, i -> i), fixed, 2))
                .extracting(Suggestion::configuration)
                .containsOnly(fixed);
    }

    @Test
    void suggestsPointsOfADeclaredTree() {
        List<Suggestion> suggestions = suggest(TREE, history(TREE, 60, i -> i % 11), 100);
        assertThat(suggestions.stream().map(s -> s.configuration().coordinate(0)))
                .contains(0.0, 1.0);
    }

    @Test
    void aValueFixedForAChildHoldsWhereverItIsActive() {
        Configuration fixed = TREE.fixed(Map.of("momentum", 0.5));
        assertThat(suggest(TREE, history(TREE, 60, i -> i % 11), fixed, 30))
                .anyMatch(s -> s.configuration().coordinate(2) == 0.5)
                .anyMatch(s -> !s.configuration().isActive(2));
        assertThat(suggest(TREE, history(TREE, 5, i -> i), fixed, 30))
                .allMatch(
                        s -> s.configuration().isActive(1) || s.configuration().coordinate(2) == 0.5);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 24, 25, 26, 100, 300})
    void survivesConstantObjectives(int count) {
        suggest(MIXED, history(MIXED, count, i -> 0), 5);
    }

    @Test
    void survivesExtremeValues() {
        suggest(MIXED, history(MIXED, 50, i -> i % 2 == 0 ? 1e300 : -1e300), 5);
        suggest(MIXED, history(MIXED, 50, i -> i % 2 == 0 ? Double.MAX_VALUE : -Double.MAX_VALUE), 5);
    }

    @Test
    void survivesAThousandEqualPoints() {
        for (SearchSpace space : List.of(MIXED, TREE)) {
            Configuration point = random(space, 1);
            List<Observation> observations = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                observations.add(complete(i, point, 1));
            }
            suggest(space, History.empty(space, 1).with(observations), 5);
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0, 0.5})
    void survivesWhereAllAreInfeasible(double violation) {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            observations.add(new Observation(i, random(MIXED, i), Standing.INFEASIBLE, new double[0], violation * i));
        }
        suggest(MIXED, History.empty(MIXED, 1).with(observations), 5);
    }

    @Test
    void survivesOneObservationOfABranch() {
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 12; i++) {
            Configuration c = i == 3
                    ? TREE.configuration(Map.of("solver", "sgd", "momentum", 1, "layers", 2, "width", 64))
                    : TREE.configuration(Map.of("solver", "adam", "beta", 0, "layers", 1));
            observations.add(complete(i, c, i));
        }
        suggest(TREE, History.empty(TREE, 1).with(observations), 30);
    }

    @Test
    void survivesParametersOfOneValue() {
        SearchSpace space = new SearchSpace(List.of(
                floating("f", 3, 3, Scale.LINEAR, null),
                floating("g", 3, 3, Scale.LOG, null),
                new FloatParameter("s", 0.1, 0.1, 0.1, Scale.LINEAR, null, null),
                new IntParameter("i", 5, 5, 1, Scale.LINEAR, null, null),
                new IntParameter("j", 5, 5, 1, Scale.LOG, null, null),
                new OrdinalParameter("o", List.of(1), null, null),
                new CategoricalParameter("c", List.of("only"), null, null)));
        suggest(space, history(space, 30, i -> i), 5);
    }

    @ParameterizedTest
    @ValueSource(ints = {10, 60, 300})
    void survivesExtremeRanges(int count) {
        long largest = (1L << 53) - 1;
        List<Parameter> parameters = List.of(
                floating("widest", -8e307, 8e307, Scale.LINEAR, null),
                floating("narrowest", 0, Double.MIN_VALUE, Scale.LINEAR, null),
                floating("adjacent", 1e10, Math.nextUp(1e10), Scale.LINEAR, null),
                floating("adjacent logarithms", 1e10, Math.nextUp(1e10), Scale.LOG, null),
                floating("widest log", Double.MIN_VALUE, Double.MAX_VALUE, Scale.LOG, null),
                new FloatParameter("two", -8e307, 8e307, 1.6e308, Scale.LINEAR, null, null),
                new IntParameter("all", -largest, largest, 1, Scale.LINEAR, null, null),
                new IntParameter("all log", 1, largest, 1, Scale.LOG, null, null),
                new IntParameter("last", largest - 2, largest, 1, Scale.LOG, null, null));
        SearchSpace space = new SearchSpace(parameters);
        suggest(space, history(space, count, i -> i), 5);
    }
}
