package dev.parley.optimizer.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ImportanceTests {

    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null),
            new FloatParameter("y", 0, 1, null, Scale.LINEAR, null, null),
            new OrdinalParameter("z", List.of(1, 2, 4, 8), null, null)));

    /** Trials, spaces and importances that {@code bench/reference/importance.py} recorded from Optuna. */
    @TestFactory
    List<DynamicTest> equalsOptunas() throws Exception {
        try (InputStream file = ImportanceTests.class.getResourceAsStream("importance.json")) {
            JsonNode cases = new JsonMapper().readTree(file).get("cases");
            assertThat(cases).hasSize(12);
            return StreamSupport.stream(cases.spliterator(), false)
                    .map(item -> DynamicTest.dynamicTest(item.get("name").stringValue(), () -> assertSame(item)))
                    .toList();
        }
    }

    private static void assertSame(JsonNode recorded) {
        SearchSpace space =
                new SearchSpace(StreamSupport.stream(recorded.get("space").spliterator(), false)
                        .map(ImportanceTests::parameter)
                        .toList());
        String direction = recorded.get("direction").stringValue().toUpperCase(Locale.ROOT);
        List<Observation> trials = new ArrayList<>();
        for (JsonNode trial : recorded.get("trials")) {
            Map<String, Object> values = new HashMap<>();
            trial.get("configuration")
                    .properties()
                    .forEach(value -> values.put(value.getKey(), plain(value.getValue())));
            double[] told = {trial.get("value").doubleValue()};
            trials.add(new Observation(trials.size(), space.configuration(values), Standing.COMPLETE, told, 0));
        }
        double[] found = Importance.of(
                space,
                History.empty(space, 1).with(trials),
                List.of(new Objective("loss", Direction.valueOf(direction))));
        for (int p = 0; p < found.length; p++) {
            String name = space.parameter(p).name();
            assertThat(found[p])
                    .as(name)
                    .isCloseTo(recorded.get("importances").get(name).doubleValue(), within(1e-9));
        }
    }

    private static Object plain(JsonNode value) {
        return value.isString() ? value.stringValue() : value.numberValue();
    }

    private static Parameter parameter(JsonNode node) {
        String name = node.get("name").stringValue();
        JsonNode when = node.get("when");
        Condition condition = when == null
                ? null
                : new Condition(
                        when.get("parameter").stringValue(),
                        List.of(when.get("in").get(0).stringValue()));
        if (node.has("choices")) {
            List<Object> choices = new ArrayList<>();
            node.get("choices").forEach(choice -> choices.add(choice.stringValue()));
            return new CategoricalParameter(name, choices, null, condition);
        }
        Scale scale = node.has("scale") ? Scale.LOG : Scale.LINEAR;
        double low = node.get("low").doubleValue();
        double high = node.get("high").doubleValue();
        Double step = node.has("step") ? node.get("step").doubleValue() : null;
        return node.get("type").stringValue().equals("int")
                ? new IntParameter(
                        name, (long) low, (long) high, step == null ? 1 : step.longValue(), scale, null, condition)
                : new FloatParameter(name, low, high, step, scale, null, condition);
    }

    private static History history(int objectives, int trials) {
        Random random = new Random(4);
        List<Observation> observations = new ArrayList<>();
        for (int number = 0; number < trials; number++) {
            double[] point = {random.nextDouble(), random.nextDouble(), random.nextInt(4)};
            double near = Math.abs(point[0] - 0.3) + 0.01 * point[1];
            double[] values = objectives == 1 ? new double[] {near} : new double[] {near, Math.abs(point[0] - 0.4)};
            observations.add(new Observation(number, new Configuration(point), Standing.COMPLETE, values, 0));
        }
        return History.empty(SPACE, objectives).with(observations);
    }

    @Test
    void whatTheLossDependsOnIsImportant() {
        double[] found = Importance.of(SPACE, history(1, 300), LOSS);
        assertThat(found[0]).isGreaterThan(0.8);
        assertThat(Arrays.stream(found).sum()).isCloseTo(1, within(1e-12));
    }

    @Test
    void ofSeveralObjectivesWhatTheFrontDependsOnIsImportant() {
        List<Objective> both = List.of(LOSS.getFirst(), new Objective("other", Direction.MINIMIZE));
        assertThat(Importance.of(SPACE, history(2, 300), both)[0]).isGreaterThan(0.8);
    }

    @Test
    void trialsThatDoNotTellAnythingGiveNone() {
        assertThat(Importance.of(SPACE, History.empty(SPACE, 1), LOSS)).containsExactly(0, 0, 0);
        assertThat(Importance.of(SPACE, history(1, 1), LOSS)).containsExactly(0, 0, 0);
    }

    @Test
    void anyHistoryGivesSharesOfOneOrNothing() {
        for (int seed = 0; seed < 2_000; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            int objectives = 1 + seed % 3;
            History history = RandomHistories.history(space, objectives, 60, seed);
            List<Objective> all = List.of(
                            LOSS.getFirst(),
                            new Objective("more", Direction.MAXIMIZE),
                            new Objective("less", Direction.MINIMIZE))
                    .subList(0, objectives);
            double[] found = Importance.of(space, history, all);
            assertThat(found).as("seed %d", seed).hasSize(space.size());
            for (double share : found) {
                assertThat(share).as("seed %d", seed).isBetween(0.0, 1.0);
            }
            double sum = Arrays.stream(found).sum();
            assertThat(sum == 0 || Math.abs(sum - 1) < 1e-9)
                    .as("seed %d: %s", seed, sum)
                    .isTrue();
        }
    }
}
