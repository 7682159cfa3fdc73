package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Histories and densities that {@code bench/reference/optuna_tpe.py} recorded from Optuna. */
class OptunaReferenceTests {

    private static final JsonMapper JSON = new JsonMapper();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "continuous-10",
                "continuous-24",
                "continuous-running",
                "continuous-500",
                "one-float",
                "log",
                "log-pruned",
                "stepped",
                "stepped-300",
                "int",
                "int-200",
                "int-log",
                "int-log-250",
                "categorical",
                "categorical-120",
                "mixed-12",
                "mixed-100",
                "mixed-infeasible",
                "mixed-pruned",
                "mixed-500"
            })
    void logDensitiesEqualOptunas(String name) throws IOException {
        JsonNode recorded = read(name);
        SearchSpace space = space(recorded.get("space"));
        History history = History.empty(space, 1).with(observations(recorded.get("trials")));
        Direction direction =
                Direction.valueOf(recorded.get("direction").stringValue().toUpperCase(Locale.ROOT));
        Split split = Split.of(history, List.of(new Objective("loss", direction)), TpeSettings.OPTUNA);
        List<Dimension> dimensions = space.parameters().stream()
                .map(p -> Dimension.of(p, new KernelRules(TpeSettings.OPTUNA, space.size(), 0)))
                .toList();

        double[][] points = stream(recorded.get("points"))
                .map(point -> numbers(point.get("x")))
                .toArray(double[][]::new);
        double[] below = logDensities(space, dimensions, history, split.below(), points);
        double[] above = logDensities(space, dimensions, history, split.above(), points);

        for (int i = 0; i < points.length; i++) {
            JsonNode point = recorded.get("points").get(i);
            assertThat(below[i])
                    .as("log l at point %d", i)
                    .isCloseTo(point.get("l").doubleValue(), within(1e-9));
            assertThat(above[i])
                    .as("log g at point %d", i)
                    .isCloseTo(point.get("g").doubleValue(), within(1e-9));
        }
    }

    private static double[] logDensities(
            SearchSpace space, List<Dimension> dimensions, History history, int[] numbers, double[][] points) {
        return new ParzenEstimator(
                        space,
                        dimensions,
                        new Sample(history, space.size(), numbers),
                        Weights.byRecency(numbers.length))
                .logDensities(points);
    }

    private static JsonNode read(String name) throws IOException {
        try (InputStream file = OptunaReferenceTests.class.getResourceAsStream(name + ".json")) {
            return JSON.readTree(Objects.requireNonNull(file, name));
        }
    }

    private static SearchSpace space(JsonNode parameters) {
        return new SearchSpace(
                stream(parameters).map(OptunaReferenceTests::parameter).toList());
    }

    private static Parameter parameter(JsonNode node) {
        String name = node.get("name").stringValue();
        if (node.get("type").stringValue().equals("categorical")) {
            List<Object> choices = new ArrayList<>();
            stream(node.get("choices")).forEach(choice -> choices.add(choice.asString()));
            return new CategoricalParameter(name, choices, null, null);
        }
        Scale scale = node.get("log").booleanValue() ? Scale.LOG : Scale.LINEAR;
        JsonNode low = node.get("low");
        JsonNode high = node.get("high");
        JsonNode step = node.get("step");
        if (node.get("type").stringValue().equals("int")) {
            return new IntParameter(name, low.longValue(), high.longValue(), step.longValue(), scale, null, null);
        }
        return new FloatParameter(
                name,
                low.doubleValue(),
                high.doubleValue(),
                step.isNull() ? null : step.doubleValue(),
                scale,
                null,
                null);
    }

    private static List<Observation> observations(JsonNode trials) {
        List<Observation> observations = new ArrayList<>();
        for (JsonNode trial : trials) {
            Standing standing = switch (trial.get("state").stringValue()) {
                case "complete" -> Standing.COMPLETE;
                case "pruned" -> Standing.PRUNED;
                default -> Standing.PENDING;
            };
            double[] values =
                    trial.has("value") ? new double[] {trial.get("value").doubleValue()} : new double[0];
            double violation = trial.has("violation") ? trial.get("violation").doubleValue() : 0;
            double step = trial.has("step") ? trial.get("step").doubleValue() : Double.NaN;
            observations.add(new Observation(
                    observations.size(),
                    new Configuration(numbers(trial.get("x"))),
                    standing,
                    values,
                    violation,
                    step,
                    new double[0],
                    observations.size()));
        }
        return observations;
    }

    private static double[] numbers(JsonNode array) {
        return stream(array).mapToDouble(JsonNode::doubleValue).toArray();
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }
}
