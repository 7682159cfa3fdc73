package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class PromptWriterTests {

    private static final JsonMapper JSON = new JsonMapper();
    private static final double INACTIVE = Double.NaN;
    private static final SearchSpace SPACE = Briefings.PERCEPTRON;
    private static final Configuration ONE = new Configuration(0.01, 64, 0.5, 1, 0, 0, INACTIVE);

    @Test
    void tellsTheSpaceInNativeUnits() {
        JsonNode parameters = data(Briefings.of(SPACE)).get("parameters");

        assertThat(parameters.get("lr")).isEqualTo(JSON.readTree("""
            {"float": [0.00001, 0.1], "scale": "log", "default": 0.001}\
            """));
        assertThat(parameters.get("width")).isEqualTo(JSON.readTree("""
            {"int": [8, 512], "step": 8}\
            """));
        assertThat(parameters.get("batch")).isEqualTo(JSON.readTree("""
            {"ordinal": [16, 32, 64, 128]}\
            """));
        assertThat(parameters.get("momentum")).isEqualTo(JSON.readTree("""
            {"float": [0, 0.99],
             "when": {"parameter": "solver", "in": ["SGD"]}}\
            """));
    }

    @Test
    void tellsTrialsByTheirWorthAndAge() {
        Briefing briefing = Briefings.of(SPACE, Briefings.history(SPACE, 1, 200));
        JsonNode data = data(new PromptWriter(10_000).write(briefing).orElseThrow());

        assertThat(data.get("best_trials")).hasSize(5);
        assertThat(data.get("latest_trials")).hasSize(10);
        assertThat(data.get("latest_trials").get(0).get("trial").intValue()).isGreaterThanOrEqualTo(195);
        assertThat(data.get("diverse_trials")).hasSize(5);
        assertThat(data.at("/best_trials/0/values/0").doubleValue())
                .isGreaterThanOrEqualTo(data.at("/best_trials/1/values/0").doubleValue());
    }

    @Test
    void choosesDiverseTrialsFarFromTheOthers() {
        History history = Briefings.history(SPACE, 1, 200);
        Ranking ranking = new Ranking(history, Briefings.of(SPACE).objectives());
        Highlights highlights = Highlights.of(SPACE, history, ranking);
        List<Integer> shown = new ArrayList<>(highlights.best());
        shown.addAll(highlights.latest());
        Distance distance = new Distance(SPACE);

        int first = highlights.diverse().getFirst();
        double reached = nearest(first, shown, history, distance);
        for (int number = 0; number < history.size(); number++) {
            if (!shown.contains(number)) {
                assertThat(nearest(number, shown, history, distance)).isLessThanOrEqualTo(reached);
            }
        }
    }

    private static double nearest(int number, List<Integer> shown, History history, Distance distance) {
        return shown.stream()
                .mapToDouble(other -> distance.between(history.configuration(number), history.configuration(other)))
                .min()
                .orElseThrow();
    }

    @Test
    void tellsWhatEachParameterSeemsToBeGoodForAndWhatIsUntried() {
        List<Observation> trials = new ArrayList<>();
        for (int number = 0; number < 40; number++) {
            boolean good = number < 4;
            Configuration configuration = new Configuration(
                    good ? 0.001 : 0.05, good ? 64 : 512, 0.5, good ? 2 : 1, good ? 0 : 2, 0, INACTIVE);
            trials.add(Briefings.complete(number, configuration, good ? 0.9 : 0.1));
        }
        JsonNode findings =
                data(Briefings.of(SPACE, History.empty(SPACE, 1).with(trials))).get("parameter_findings");

        assertThat(finding("lr", findings).get("good")).isEqualTo(JSON.readTree("[0.001, 0.001, 0.001]"));
        assertThat(finding("lr", findings).get("bad")).isEqualTo(JSON.readTree("[0.05, 0.05, 0.05]"));
        assertThat(finding("lr", findings).get("untried"))
                .isEqualTo(JSON.readTree("[[0.00001, 0.001], [0.001, 0.05]]"));
        assertThat(finding("solver", findings).get("good")).isEqualTo(JSON.readTree("[[\"Adam\", 4]]"));
        assertThat(finding("solver", findings).get("untried")).isEqualTo(JSON.readTree("[\"SGD\"]"));
        assertThat(finding("batch", findings).get("untried")).isEqualTo(JSON.readTree("[16, 128]"));
        assertThat(findings.get(0).get("parameter").stringValue()).isEqualTo("solver");
        assertThat(findings.get(findings.size() - 1).get("parameter").stringValue())
                .isIn("nesterov", "momentum", "dropout");
    }

    private static JsonNode finding(String key, JsonNode findings) {
        return findings.valueStream()
                .filter(row -> row.get("parameter").stringValue().equals(key))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void tellsTrialsOfEarlierStudiesAndFewerOfThemLaterOn() {
        List<EarlierTrial> earlier = IntStream.range(0, 30)
                .mapToObj(i -> new EarlierTrial(i % 3 + 1, "f1", Direction.MAXIMIZE, 0.87654321, i / 3 + 1, 40, ONE))
                .toList();
        Briefing fresh = Briefings.with(earlier, Briefings.of(SPACE));
        JsonNode rows = data(fresh).get("earlier_studies");
        assertThat(rows).hasSize(20);
        assertThat(rows.get(4).toString())
                .startsWith("{\"study\":2,\"objective\":\"f1\",\"direction\":\"maximize\",\"value\":0.876543,"
                        + "\"place\":\"2 of 40\",\"configuration\":{");
        assertThat(data(Briefings.with(earlier, Briefings.of(SPACE, Briefings.history(SPACE, 1, 45))))
                        .get("earlier_studies")
                        .size())
                .isBetween(1, 6);
        assertThat(data(Briefings.with(earlier, Briefings.of(SPACE, Briefings.history(SPACE, 1, 90))))
                        .has("earlier_studies"))
                .isFalse();
    }

    @Test
    void tellsSeveralObjectivesConstraintsAndTheFront() {
        List<Objective> objectives =
                List.of(new Objective("error", Direction.MINIMIZE), new Objective("speed", Direction.MAXIMIZE));
        Configuration two = new Configuration(0.02, 64, 0.5, 1, 0, 0, INACTIVE);
        Configuration three = new Configuration(0.03, 64, 0.5, 1, 0, 0, INACTIVE);
        History history = History.empty(SPACE, 2)
                .with(List.of(
                        Briefings.complete(0, ONE, 0.1, 5),
                        Briefings.complete(1, two, 0.2, 1),
                        new Observation(2, three, Standing.COMPLETE, new double[] {0.01, 9}, 0.25)));
        JsonNode data = data(new Briefing(
                null,
                SPACE,
                objectives,
                List.of("memory"),
                history,
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                12L,
                6,
                null));

        assertThat(data.get("objectives")).isEqualTo(JSON.readTree("""
            [{"name": "error", "direction": "minimize"}, {"name": "speed", "direction": "maximize"}]\
            """));
        assertThat(data.get("pareto_front")).hasSize(1);
        assertThat(data.at("/pareto_front/0")).isEqualTo(JSON.readTree("""
            {"trial": 0, "values": [0.1, 5], "configuration":
             {"lr": 0.01, "width": 64, "dropout": 0.5, "batch": 32, "solver": "Adam", "nesterov": true}}\
            """));
        assertThat(data.at("/best_trials/1/violation").doubleValue()).isEqualTo(0.25);
        assertThat(data.get("constraints")).isEqualTo(JSON.readTree("[\"memory\"]"));
        assertThat(data.get("trials_left").intValue()).isEqualTo(12);
        assertThat(data.get("proposals_wanted").intValue()).isEqualTo(6);
    }

    @Test
    void tellsFailuresOnceAndWhatNotToRepeat() {
        Briefing plain = Briefings.of(SPACE);
        Configuration two = new Configuration(0.02, 64, 0.5, 1, 1, 0, 0.9);
        JsonNode data = data(new Briefing(
                "MNIST",
                SPACE,
                plain.objectives(),
                List.of(),
                plain.history(),
                List.of(),
                List.of(
                        new FailedTrial(ONE, "out of memory"),
                        new FailedTrial(two, "out  of memory"),
                        new FailedTrial(two, "NaN")),
                List.of(ONE),
                List.of(two),
                null,
                8,
                null));

        assertThat(data.get("failures")
                        .valueStream()
                        .map(row -> row.get("reason").stringValue()))
                .containsExactly("out of memory", "NaN");
        assertThat(data.get("waiting")).hasSize(1);
        assertThat(data.at("/you_repeated/0")).isEqualTo(JSON.readTree("""
            {"lr": 0.02, "width": 64, "dropout": 0.5, "batch": 32, "solver": "SGD", "nesterov": true,
             "momentum": 0.9}\
            """));
        assertThat(data.has("trials_left")).isFalse();
    }

    @Test
    void isTheSameForTheSameStudy() {
        SearchSpace again = new SearchSpace(SPACE.parameters());
        Prompt one = prompt(Briefings.of(SPACE, Briefings.history(SPACE, 1, 500)));
        Prompt other = prompt(Briefings.of(again, Briefings.history(again, 1, 500)));

        assertThat(other).isEqualTo(one);
    }

    @ParameterizedTest
    @ValueSource(ints = {3_000, 6_000})
    void staysWithinItsTokensAtTenThousandTrialsOfFiftyParameters(int limit) {
        SearchSpace space = Briefings.large(50);
        Briefing briefing = Briefings.described(
                "A transformer for translation. ".repeat(500),
                Briefings.of(space, Briefings.history(space, 1, 10_000)));
        Prompt prompt = new PromptWriter(limit).write(briefing).orElseThrow();

        assertThat(prompt.tokens()).isLessThanOrEqualTo(limit);
        assertThat(data(prompt).get("parameters")).hasSize(50);
        assertThat(data(prompt).at("/best_trials/0/configuration")).hasSize(50);
        assertThat(data(prompt).get("description").stringValue()).startsWith("A transformer for translation.");
    }

    @Test
    void saysNothingWhereNotEvenTheSpaceFits() {
        assertThat(new PromptWriter(1_500).write(Briefings.of(Briefings.large(50))))
                .isEmpty();
    }

    @Test
    void staysWithinItsTokensWhateverTheNames() {
        List<Parameter> parameters = IntStream.range(0, 50)
                .<Parameter>mapToObj(i -> new CategoricalParameter(
                        i + " 学習率".repeat(48),
                        IntStream.range(0, 50)
                                .<Object>mapToObj(c -> c + "選択肢".repeat(100))
                                .toList(),
                        null,
                        null))
                .toList();
        SearchSpace space = new SearchSpace(parameters);

        assertThat(new PromptWriter(20_000)
                        .write(Briefings.of(space))
                        .orElseThrow()
                        .tokens())
                .isLessThanOrEqualTo(20_000);
    }

    @Test
    void letsTheOldestAndLeastDiverseGoFirst() {
        SearchSpace space = Briefings.large(20);
        Briefing briefing = Briefings.of(space, Briefings.history(space, 1, 1_000));
        JsonNode all = data(new PromptWriter(20_000).write(briefing).orElseThrow());
        JsonNode some = data(new PromptWriter(3_000).write(briefing).orElseThrow());

        for (String name : List.of("best_trials", "latest_trials", "diverse_trials", "parameter_findings")) {
            List<JsonNode> kept = some.get(name).valueStream().toList();
            assertThat(kept).isNotEmpty();
            assertThat(all.get(name).valueStream().limit(kept.size()).toList()).isEqualTo(kept);
        }
        assertThat(some.get("latest_trials").size()).isLessThan(10);
    }

    private static JsonNode data(Briefing briefing) {
        return data(prompt(briefing));
    }

    private static JsonNode data(Prompt prompt) {
        int from = prompt.user().indexOf(DataBlock.OPENING) + DataBlock.OPENING.length();
        return JSON.readTree(prompt.user().substring(from, prompt.user().indexOf(DataBlock.CLOSING)));
    }

    private static Prompt prompt(Briefing briefing) {
        return new PromptWriter(PromptWriter.TOKENS).write(briefing).orElseThrow();
    }
}
