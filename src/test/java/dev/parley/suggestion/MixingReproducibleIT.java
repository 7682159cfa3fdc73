package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.study.StudyTerms;
import dev.parley.suggestion.Recomputation.Stored;
import dev.parley.testing.Crowd;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.SeparateIntegrationTest;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Suggestions that had a model's proposals to choose from can be computed again too. */
@SeparateIntegrationTest
@Import(Recomputation.class)
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.interval=20ms",
            "parley.predictions.interval=10ms",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k"
        })
class MixingReproducibleIT {

    private static final String STUDY = """
        {"space": [{"name": "rate", "type": "float", "low": 1e-5, "high": 1, "scale": "log", "default": 0.01},
                   {"name": "drop", "type": "float", "low": 0, "high": 0.9, "step": 0.1},
                   {"name": "solver", "type": "categorical", "choices": ["adam", "sgd"]},
                   {"name": "momentum", "type": "float", "low": 0, "high": 0.99,
                    "when": {"parameter": "solver", "in": ["sgd"]}}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {%s, "seed": 2026}, "limits": {"trials": 72}}
        """;

    /** So rugged that no engine learns it. */
    private static final String RUGGED = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}, {"name": "y", "type": "float", "low": 0, "high": 1},
                   {"name": "z", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "llm-tpe", "rerank": {}, "seed": 2026}, "limits": {"trials": 72}}
        """;

    private static final Pattern CANDIDATE = Pattern.compile("\"(c\\d+)\":(\\{[^}]*\\})");
    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Recomputation recomputation;

    @LocalServerPort
    int port;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        Random random = new Random(5);
        SERVER.always(
                request -> request.message(1).contains("candidates") ? scores(request.message(1)) : answer(random));
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static synchronized ScriptedReply answer(Random random) {
        return ScriptedReply.text(IntStream.range(0, 6)
                .mapToObj(i -> """
                    {"reason": "a guess", "configuration":
                     {"rate": %s, "drop": 0.%d, "solver": "%s", "momentum": %s}}
                    """.formatted(
                                Math.pow(10, -3 * random.nextDouble()),
                                random.nextInt(9),
                                random.nextBoolean() ? "sgd" : "adam",
                                random.nextDouble()))
                .collect(Collectors.joining(",", "{\"proposals\": [", "]}")));
    }

    /** A model's scores, which tell the truth. */
    private static ScriptedReply scores(String prompt) {
        return ScriptedReply.text(CANDIDATE
                .matcher(prompt)
                .results()
                .map(found -> "\"%s\": %s"
                        .formatted(found.group(1), 100 - 20 * loss(new JsonMapper().readTree(found.group(2)))))
                .collect(Collectors.joining(", ", "{\"scores\": {", "}}")));
    }

    private static double loss(JsonNode configuration) {
        return configuration.has("rate")
                ? Math.abs(Math.log10(configuration.path("rate").asDouble()) + 2)
                        + configuration.path("drop").asDouble()
                : configuration
                        .valueStream()
                        .mapToDouble(x -> 97 * x.asDouble() % 1)
                        .sum();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"type\": \"llm-tpe\"",
                "\"type\": \"llm-tpe\", \"mode\": \"coin\"",
                "\"type\": \"llm-tpe\", \"mode\": \"init\"",
                "\"type\": \"llm\""
            })
    void computesEverySuggestionAgain(String strategy) {
        String study = "recomputed-mix-" + Integer.toHexString(strategy.hashCode());
        run(study, STUDY.formatted(strategy), 4, trial -> {});
        isComputedAgain(study);
    }

    @Test
    void computesWhatPredictionsChoseAgain() {
        run("recomputed-reranking", RUGGED, 1, this::awaitPrediction);
        assertThat(jdbc.sql("SELECT count(*) FROM trial JOIN study USING (study_id) WHERE name = 'recomputed-reranking'"
                                + " AND mixing -> 'reranking' -> 'mean' IS NOT NULL")
                        .query(Integer.class)
                        .single())
                .isPositive();
        isComputedAgain("recomputed-reranking");
    }

    /** Runs a study with workers that do something before they tell. */
    private void run(String study, String definition, int workers, Consumer<JsonNode> evaluation) {
        ParleyClient client = new ParleyClient(port);
        client.create(study, definition);
        Crowd.run(workers, worker -> {
            for (JsonNode trials = ask(client, study, worker); !trials.isEmpty(); trials = ask(client, study, worker)) {
                trials.forEach(evaluation);
                trials.forEach(trial -> end(client, study, trial));
            }
        });
    }

    /** Waits until the model has been asked about a trial; in the startup it is not. */
    private void awaitPrediction(JsonNode trial) {
        int number = trial.path("number").asInt();
        if (number >= 20) {
            await().atMost(2, TimeUnit.SECONDS)
                    .pollInterval(Duration.ofMillis(20))
                    .until(() -> jdbc.sql("SELECT seen_number FROM foretelling JOIN study USING (study_id)"
                                            + " WHERE name = 'recomputed-reranking'")
                                    .query(Integer.class)
                                    .single()
                            > number);
        }
    }

    private void isComputedAgain(String study) {
        List<Stored> trials = recomputation.stored(study);
        StudyTerms terms = recomputation.terms(study);
        assertThat(trials).hasSize(72).anyMatch(trial -> trial.turn() != null);
        assertThat(trials)
                .allSatisfy(trial -> assertThat(recomputation.recomputed(trial, trials, terms))
                        .as("trial %d", trial.number())
                        .isEqualTo(recomputation
                                .configuration(trial, terms.space())
                                .orElseThrow()));
        new ProgressInvariants(jdbc).check(study);
    }

    private static JsonNode ask(ParleyClient client, String study, int worker) {
        return client.ask(study, "{\"count\": " + (worker == 1 ? 3 : 1) + "}").path("trials");
    }

    private static void end(ParleyClient client, String study, JsonNode trial) {
        int number = trial.path("number").asInt();
        double loss = loss(trial.path("configuration"));
        client.tell(
                        study,
                        number,
                        number % 9 == 4
                                ? "{\"state\": \"failed\", \"reason\": \"out of memory\"}"
                                : "{\"state\": \"complete\", \"values\": {\"loss\": " + loss + "}}")
                .expect(200);
    }
}
