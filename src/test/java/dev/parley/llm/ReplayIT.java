package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

/** A study that replays another one: the recorded proposals, and with the same outcomes the same suggestions. */
@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.interval=20ms",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k"
        })
class ReplayIT {

    private static final int TRIALS = 50;

    private static final ScriptedModel SERVER = new ScriptedModel();
    private static final Random RANDOM = new Random(11);

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        SERVER.always(request -> answer());
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    private static ScriptedReply answer() {
        synchronized (RANDOM) {
            return ScriptedReply.text(IntStream.range(0, 5)
                    .mapToObj(i -> "{\"reason\": \"guess %d\", \"configuration\": {\"x\": %s}}"
                            .formatted(RANDOM.nextInt(1000), RANDOM.nextDouble()))
                    .collect(Collectors.joining(",", "{\"proposals\": [", "]}")));
        }
    }

    /** What a study suggested, one trial after the other, each with the loss that its configuration has. */
    private static List<String> run(StudyApi study, int trials) {
        List<String> suggested = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            JsonNode trial = study.ask();
            double x = trial.at("/configuration/x").asDouble();
            suggested.add("%s %s %s %s"
                    .formatted(
                            trial.path("origin").asString(),
                            x,
                            trial.path("rationale").asString(""),
                            trial.path("mixing")));
            int number = trial.path("number").asInt();
            if (i % 11 == 7) {
                study.tell(number, "{'state': 'failed', 'reason': 'out of memory'}")
                        .is(200);
            } else {
                study.tell(number, Math.abs(x - 0.3) + 0.01 * Math.sin(90 * x)).is(200);
            }
        }
        return suggested;
    }

    @ParameterizedTest
    @ValueSource(strings = {"'mode': 'gated'", "'mode': 'coin'", "'mode': 'init'", "'type': 'llm'"})
    void theSameOutcomesBringTheSameSuggestions(String strategy) {
        StudyApi recorded = api.study("'strategy': {'seed': 3, " + strategy + "}");
        List<String> suggested = run(recorded, TRIALS);
        assertThat(suggested).anyMatch(trial -> trial.startsWith("llm ")).anyMatch(trial -> !trial.startsWith("llm "));
        recorded.post("/complete", "{}").is(200);
        awaitRefills(recorded);

        StudyApi replay = api.study("'strategy': {'replay': '" + recorded.name() + "'}");
        assertThat(run(replay, TRIALS)).isEqualTo(suggested);

        recorded.get("").is(200);
        replay.get("")
                .is(200)
                .has("/strategy/replay", "'" + recorded.name() + "'")
                .has(
                        "/note",
                        "'No language model is asked: the proposals are those recorded of " + recorded.name() + ".'");
        assertThat(exchanges(replay)).isEqualTo(exchanges(recorded)).isNotEmpty();
        assertThat(jdbc.sql("SELECT calls FROM study_model JOIN study USING (study_id) WHERE name = :name")
                        .param("name", replay.name())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    /** A refill that was under way when the study was completed still records its exchanges. */
    private void awaitRefills(StudyApi study) {
        Awaitility.await("refills of " + study.name())
                .until(() -> jdbc.sql(
                                "SELECT claim IS NULL FROM study_model JOIN study USING (study_id) WHERE name = :name")
                        .param("name", study.name())
                        .query(Boolean.class)
                        .single());
    }

    private static List<String> exchanges(StudyApi study) {
        return study.get("/exchanges?pageSize=1000").is(200).each("/exchanges", "answerHash").stream()
                .map(JsonNode::toString)
                .toList();
    }

    @Test
    void aReplayOutlivesTheStudyThatItIsOf() {
        StudyApi recorded = api.study("'strategy': {'seed': 4}");
        List<String> suggested = run(recorded, 12);
        StudyApi replay = api.study("'strategy': {'replay': '" + recorded.name() + "'}");
        api.delete("/studies/" + recorded.name()).is(204);
        assertThat(run(replay, 12)).isEqualTo(suggested);
        assertThat(replay.ask().path("number").asInt()).isEqualTo(12);
    }

    @Test
    void aReplayMayMixInAnotherWay() {
        StudyApi recorded = api.study("'strategy': {'seed': 5}");
        run(recorded, 12);
        StudyApi other = api.study("'strategy': {'replay': '" + recorded.name() + "', 'mode': 'coin', 'seed': 6}");
        other.get("").is(200).has("/strategy/mode", "'coin'").has("/strategy/seed", "6");
        assertThat(run(other, 12)).anyMatch(trial -> trial.startsWith("llm "));
        api.study("'strategy': {'replay': '" + other.name() + "', 'mode': 'gated'}")
                .get("")
                .is(200)
                .has("/strategy/mode", "'gated'")
                .lacks("/strategy/memory");
        api.study("'strategy': {'replay': '" + other.name() + "', 'memory': 'conversation'}")
                .get("")
                .is(200)
                .has("/strategy/mode", "'coin'")
                .has("/strategy/memory", "'conversation'");
    }

    /** Whoever changed the study since this process last looked. */
    @Test
    void proposalsComeInTimeWhateverHappenedBetweenTheAsks() {
        StudyApi recorded = api.study("'strategy': {'seed': 8, 'type': 'llm'}");
        run(recorded, 7);
        // Until the model's second answer is there, which is sought as soon as the first is used up.
        Awaitility.await()
                .until(() -> jdbc.sql("""
                    SELECT count(*) FROM proposal JOIN study USING (study_id) WHERE name = :name AND trial BETWEEN 1 AND 7
                    """)
                                .param("name", recorded.name())
                                .query(Integer.class)
                                .single()
                        > 0);
        run(recorded, 1);
        recorded.post("/complete", "{}").is(200);
        StudyApi replay = api.study("'strategy': {'replay': '" + recorded.name() + "'}");
        replay.tell(replay.ask().path("number").asInt(), 0.5).is(200);
        replay.add("{'configuration': {'x': 0.1}, 'state': 'complete', 'values': {'loss': 0.3}},"
                        + " {'configuration': {'x': 0.2}, 'state': 'complete', 'values': {'loss': 0.4}},"
                        + " {'configuration': {'x': 0.3}, 'state': 'complete', 'values': {'loss': 0.5}},"
                        + " {'configuration': {'x': 0.4}, 'state': 'complete', 'values': {'loss': 0.6}},"
                        + " {'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': 0.7}},"
                        + " {'configuration': {'x': 0.6}, 'state': 'complete', 'values': {'loss': 0.8}},"
                        + " {'configuration': {'x': 0.7}, 'state': 'complete', 'values': {'loss': 0.9}}")
                .is(201);
        assertThat(replay.ask().path("origin").asString()).isEqualTo("llm");
    }

    @Test
    void whatCannotBeReplayedIsRefused() {
        String space = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}]";
        String wider = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 2}]";
        String rest = ", 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': {'replay': '%s'%s}}";
        StudyApi modelled = api.study("'strategy': {'seed': 7}");
        StudyApi plain = api.study("'strategy': {'type': 'tpe'}");
        create("{" + space + rest.formatted("nobody", "")).isInvalidAt("/strategy/replay");
        create("{" + space + rest.formatted("No name", "")).isInvalidAt("/strategy/replay");
        create("{" + space + rest.formatted(plain.name(), "")).isInvalidAt("/strategy/replay");
        create("{" + wider + rest.formatted(modelled.name(), "")).isInvalidAt("/space");
        create("{" + space + rest.formatted(modelled.name(), ", 'model': 'scripted', 'budget': {}, 'waitMs': 5"))
                .isInvalidAt("/strategy/model", "/strategy/budget", "/strategy/waitMs");
        create("{" + space + rest.formatted(modelled.name(), ", 'type': 'tpe'")).isInvalidAt("/strategy/replay");
        create("{" + space + rest.formatted(modelled.name(), ", 'type': 'llm', 'mode': 'coin'"))
                .isInvalidAt("/strategy/mode");
    }

    private Answer create(String body) {
        return api.post("/studies", body);
    }
}
