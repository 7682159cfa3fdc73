package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
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
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ParzenEstimatorTests {

    private static final SearchSpace TREE = new SearchSpace(List.of(
            new CategoricalParameter("kind", List.of("a", "b", "c"), null, null),
            new IntParameter("layers", 1, 4, 1, Scale.LOG, null, new Condition("kind", List.of("a", "b"))),
            new OrdinalParameter("size", List.of(1, 2, 3), null, new Condition("layers", List.of(2, 4))),
            new FloatParameter("rate", 0, 0.4, 0.1, Scale.LINEAR, null, new Condition("kind", List.of("c")))));

    private static ParzenEstimator estimator(SearchSpace space, int count, double low, double high) {
        return estimator(TpeSettings.OPTUNA, space, count, low, high);
    }

    private static ParzenEstimator estimator(
            TpeSettings settings, SearchSpace space, int count, double low, double high) {
        RandomGenerator random = new Draw(count, 1).random();
        Sample sample = new Sample(History.empty(space, 1), space.size(), new int[0]);
        for (int i = 0; i < count; i++) {
            double[] point = space.parameters().stream()
                    .mapToDouble(parameter -> parameter.quantile(random.nextDouble(low, high)))
                    .toArray();
            sample.append(space.prune(point).toArray());
        }
        return new ParzenEstimator(
                space,
                space.parameters().stream()
                        .map(p -> Dimension.of(p, new KernelRules(settings, space.size(), 10 * count)))
                        .toList(),
                sample,
                sample.weights());
    }

    private static double[] free(SearchSpace space) {
        return Configuration.none(space).toArray();
    }

    /** Every configuration of a discrete space. */
    private static List<double[]> all(SearchSpace space) {
        List<double[]> points = new ArrayList<>(List.of(free(space)));
        for (int p = 0; p < space.size(); p++) {
            List<double[]> longer = new ArrayList<>();
            for (double[] point : points) {
                if (!space.isActive(p, point)) {
                    longer.add(point);
                    continue;
                }
                long cardinality = space.parameter(p).cardinality();
                for (int i = 0; i < cardinality; i++) {
                    double[] next = point.clone();
                    next[p] = coordinate(space.parameter(p), i);
                    longer.add(next);
                }
            }
            points = longer;
        }
        return points;
    }

    private static double coordinate(Parameter parameter, int index) {
        return switch (parameter) {
            case IntParameter p -> p.low() + index;
            case FloatParameter p -> p.nearest(p.low() + index * (p.high() - p.low()) / (p.cardinality() - 1));
            case OrdinalParameter p -> index;
            case CategoricalParameter p -> index;
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 24, 25, 26, 27, 60, 300, 1500})
    void probabilitiesOverADeclaredTreeAddUpToOne(int count) {
        double[][] points = all(TREE).toArray(double[][]::new);
        double sum = 0;
        for (double log : estimator(TREE, count, 0, 1).logDensities(points)) {
            sum += Math.exp(log);
        }
        assertThat(points).hasNumberOfRows(2 * (2 + 2 * 3) + 5);
        assertThat(sum).isCloseTo(1, within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 26, 60, 300})
    void densitiesIntegrateToOneOnTheParametersScale(int count) {
        for (Scale scale : Scale.values()) {
            SearchSpace space = new SearchSpace(List.of(new FloatParameter("x", 0.01, 2, null, scale, null, null)));
            double low = scale == Scale.LOG ? Math.log(0.01) : 0.01;
            double high = scale == Scale.LOG ? Math.log(2) : 2;
            int cells = 5_000;
            double[][] points = new double[cells][1];
            for (int i = 0; i < cells; i++) {
                double place = low + (i + 0.5) * (high - low) / cells;
                points[i][0] = scale == Scale.LOG ? Math.exp(place) : place;
            }
            double sum = 0;
            for (double log : estimator(space, count, 0, 1).logDensities(points)) {
                sum += Math.exp(log) * (high - low) / cells;
            }
            assertThat(sum).isCloseTo(1, within(1e-6));
        }
    }

    @Test
    void drawsPointsAsOftenAsTheirProbabilitySays() {
        ParzenEstimator estimator = estimator(TREE, 12, 0.2, 0.6);
        int draws = 100_000;
        Map<Configuration, Integer> seen = new HashMap<>();
        for (double[] point : estimator.sample(draws, free(TREE), new Draw(5, 0).random())) {
            seen.merge(new Configuration(point), 1, Integer::sum);
        }
        double[][] points = all(TREE).toArray(double[][]::new);
        double[] logs = estimator.logDensities(points);
        for (int i = 0; i < points.length; i++) {
            double probability = Math.exp(logs[i]);
            double deviation = Math.sqrt(draws * probability * (1 - probability));
            assertThat((double) seen.getOrDefault(new Configuration(points[i]), 0))
                    .as("%s", TREE.values(new Configuration(points[i])))
                    .isCloseTo(draws * probability, within(5 * deviation + 1));
        }
    }

    @Test
    void drawsFreeCoordinatesGivenTheFixedOnes() {
        ParzenEstimator estimator = estimator(TREE, 12, 0.1, 0.6);
        double[] fixed = TREE.fixed(Map.of("kind", "a", "layers", 2)).toArray();
        int draws = 30_000;
        int[] seen = new int[3];
        for (double[] point : estimator.sample(draws, fixed, new Draw(5, 0).random())) {
            assertThat(point).startsWith(0, 2);
            seen[(int) point[2]]++;
        }
        double[] logs = estimator.logDensities(
                new double[][] {{0, 2, 0, Double.NaN}, {0, 2, 1, Double.NaN}, {0, 2, 2, Double.NaN}});
        double total = Math.exp(logs[0]) + Math.exp(logs[1]) + Math.exp(logs[2]);
        for (int i = 0; i < 3; i++) {
            assertThat(seen[i] / (double) draws).isCloseTo(Math.exp(logs[i]) / total, within(0.015));
        }
    }

    @Test
    void aDimensionInactiveInEveryObservationIsThePrior() {
        Sample sample = new Sample(History.empty(TREE, 1), TREE.size(), new int[0]);
        for (int i = 0; i < 30; i++) {
            sample.append(TREE.configuration(Map.of("kind", "c", "rate", 0.1)).toArray());
        }
        ParzenEstimator estimator = new ParzenEstimator(
                TREE,
                TREE.parameters().stream()
                        .map(p -> Dimension.of(p, new KernelRules(TpeSettings.OPTUNA, TREE.size(), 30)))
                        .toList(),
                sample,
                Weights.byRecency(sample.size()));
        double[] logs = estimator.logDensities(
                new double[][] {{0, 2, 0, Double.NaN}, {0, 2, 2, Double.NaN}, {1, 2, 0, Double.NaN}});
        assertThat(logs[1]).isCloseTo(logs[0], within(1e-12));
        assertThat(logs[2]).isCloseTo(logs[0], within(1e-12));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 26, 60, 300})
    void densitiesAndTheAtomsOfTheBoundsAddUpToOne(int count) {
        SearchSpace space = new SearchSpace(List.of(new FloatParameter("x", -1, 3, null, Scale.LINEAR, null, null)));
        ParzenEstimator estimator = estimator(TpeSettings.DEFAULT, space, count, 0, 0.2);
        int cells = 20_000;
        double[][] points = new double[cells + 2][1];
        for (int i = 0; i < cells; i++) {
            points[i][0] = -1 + (i + 0.5) * 4 / cells;
        }
        points[cells][0] = -1;
        points[cells + 1][0] = 3;
        double[] logs = estimator.logDensities(points);
        double sum = Math.exp(logs[cells]) + Math.exp(logs[cells + 1]);
        for (int i = 0; i < cells; i++) {
            sum += Math.exp(logs[i]) * 4 / cells;
        }
        assertThat(sum).isCloseTo(1, within(1e-5));
    }

    @Test
    void drawsBoundsAsOftenAsTheirAtomsSay() {
        SearchSpace space = new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));
        ParzenEstimator estimator = estimator(TpeSettings.DEFAULT, space, 20, 0, 0.1);
        int draws = 100_000;
        int low = 0;
        for (double[] point : estimator.sample(draws, free(space), new Draw(3, 0).random())) {
            low += point[0] == 0 ? 1 : 0;
        }
        double atom = Math.exp(estimator.logDensities(new double[][] {{0}})[0]);
        assertThat(low / (double) draws).isCloseTo(atom, within(0.006)).isGreaterThan(0.05);
    }
}
