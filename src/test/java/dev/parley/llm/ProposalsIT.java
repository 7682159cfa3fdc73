package dev.parley.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.interval=50ms",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.api-key=k",
            "parley.models.scripted.timeout=40s",
            "parley.models.scripted.price.input=1",
            "parley.models.scripted.price.output=10",
            "parley.model-calls.first-pause=1ms",
            "parley.model-calls.failures-to-open=1000"
        })
class ProposalsIT {

    private static final ScriptedModel SERVER = new ScriptedModel();
    private static final AtomicInteger MADE = new AtomicInteger();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void answerWell() {
        SERVER.reset();
        SERVER.always(request -> proposals(6));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** An answer with so many proposals, none of which was made before. */
    private static ScriptedReply proposals(int count) {
        return ScriptedReply.text(IntStream.range(0, count)
                .mapToObj(i -> "{\"reason\": \"a guess\", \"configuration\": {\"x\": %s}}"
                        .formatted(Math.floorMod(MADE.incrementAndGet() * 377, 1000) / 1000.0))
                .collect(Collectors.joining(", ", "{\"proposals\": [", "]}")));
    }

    private StudyApi study(String strategy) {
        return api.study("'strategy': {'seed': 1" + strategy + "}");
    }

    private static JsonNode exchanges(StudyApi study) {
        return study.get("/exchanges").is(200).at("/exchanges");
    }

    /** Waits until a study's refills made so many proposals. */
    private void awaitProposals(StudyApi study, int count) {
        await(() ->
                jdbc.sql("""
                    SELECT next_proposal FROM study_model JOIN study USING (study_id) WHERE name = :name
                    """).param("name", study.name()).query(Integer.class).single() >= count);
    }

    private static void await(java.util.function.BooleanSupplier condition) {
        long deadline = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited too long").isLessThan(deadline);
            java.util.concurrent.locks.LockSupport.parkNanos(10_000_000);
        }
    }

    @Test
    void aStudysFirstAsksAreAnsweredWithTheModelsProposals() {
        StudyApi study = study("");
        List<JsonNode> trials = List.of(
                study.ask(), study.ask(), study.ask("{'waitMs': 5000}").is(200).at("/trials/0"));
        JsonNode models = trials.stream()
                .filter(trial -> trial.path("origin").asString().equals("llm"))
                .findFirst()
                .orElseThrow();
        assertThat(models.path("rationale").asString()).isEqualTo("a guess");
        assertThat(models.at("/mixing/turn").asString()).isEqualTo("start");
        assertThat(models.at("/mixing/proposal").isNumber()).isTrue();
        study.trial(models.path("number").asInt()).has("/mixing/turn", "'start'");
    }

    @Test
    void anExchangeIsKeptWhole() {
        StudyApi study = api.study("'strategy': {'seed': 1}", "'description': 'A bowl of soup'");
        study.ask();
        JsonNode exchange = exchanges(study).path(0);
        assertThat(exchange.path("model").asString()).isEqualTo("scripted");
        assertThat(exchange.path("outcome").asString()).isEqualTo("answered");
        assertThat(exchange.path("prompt").asString()).contains("A bowl of soup");
        assertThat(exchange.path("answer").asString()).contains("a guess");
        assertThat(exchange.at("/fates/accepted").asInt()).isEqualTo(6);
        assertThat(exchange.path("inputTokens").asInt()).isEqualTo(120);
        assertThat(exchange.path("outputTokens").asInt()).isEqualTo(30);
        assertThat(exchange.path("cost").doubleValue()).isEqualTo((120 + 300) / 1e6);
        assertThat(exchange.path("promptHash").asString()).hasSize(64);
        assertThat(exchange.path("settings").path("model").asString()).isEqualTo("gpt");
    }

    @Test
    void exchangesArePagedTheLatestFirst() {
        StudyApi study = study(", 'type': 'llm'");
        for (int i = 0; i < 12; i++) {
            study.ask("{'waitMs': 10000}").is(200).has("/trials/0/origin", "'llm'");
        }
        await(() -> exchanges(study).size() >= 2);
        Answer page = study.get("/exchanges?pageSize=1").is(200);
        assertThat(page.at("/exchanges").size()).isEqualTo(1);
        Answer next = study.get("/exchanges?pageSize=1&pageToken="
                        + page.at("/nextPageToken").asString())
                .is(200);
        assertThat(next.at("/exchanges/0/number").asInt())
                .isLessThan(page.at("/exchanges/0/number").asInt());
        study.get("/exchanges?pageToken=bm8").isInvalidParameter("pageToken");
    }

    @Test
    void noAskWaitsForASlowModelLongerThanItSays() {
        SERVER.always(request -> proposals(6).after(Duration.ofSeconds(30)));
        StudyApi patient = study(", 'waitMs': 300");
        long start = System.nanoTime();
        assertThat(patient.ask().path("origin").asString()).isEqualTo("random");
        long waited = Duration.ofNanos(System.nanoTime() - start).toMillis();
        assertThat(waited).isBetween(290L, 3_000L);
        start = System.nanoTime();
        patient.ask();
        study(", 'waitMs': 0").ask();
        assertThat(Duration.ofNanos(System.nanoTime() - start).toMillis()).isLessThan(1_500);
    }

    @Test
    void aFailingModelFailsNoAskAndIsAskedAgainAfterAPause() {
        SERVER.always(ScriptedReply.error(401, "no such key"));
        StudyApi study = study("");
        for (int i = 0; i < 5; i++) {
            study.finish(i);
        }
        JsonNode failed = exchanges(study).path(0);
        assertThat(failed.path("outcome").asString()).isEqualTo("unauthorized");
        assertThat(failed.has("answer")).isFalse();
        assertThat(exchanges(study).size()).isLessThan(5);
        assertThat(jdbc.sql("SELECT calls > 0 AND tokens = 0 AND cost = 0 FROM study_model JOIN study USING"
                                + " (study_id) WHERE name = :name")
                        .param("name", study.name())
                        .query(Boolean.class)
                        .single())
                .as("a refused call is counted and costs nothing")
                .isTrue();
        SERVER.always(request -> proposals(6));
        awaitProposals(study, 1); // some of the six may repeat a trial
    }

    @Test
    void aBadAnswerIsFollowedByOneMoreCallThatIsToldWhatWasWrong() {
        ScriptedReply bad =
                ScriptedReply.text("{\"proposals\": [{\"reason\": \"far out\", \"configuration\": {\"x\": 7}}]}");
        SERVER.always(request -> {
            String prompt = request.message(1);
            return prompt.contains("told what was wrong") && !prompt.contains("must lie between") ? bad : proposals(6);
        });
        StudyApi study = api.study("'strategy': {'seed': 1}", "'description': 'told what was wrong'");
        study.ask();
        assertThat(exchanges(study)).hasSize(2);
        assertThat(exchanges(study).path(1).at("/fates/out-of-range").asInt()).isEqualTo(1);
        assertThat(exchanges(study).path(0).path("prompt").asString())
                .startsWith(exchanges(study).path(1).path("prompt").asString())
                .contains("must lie between");
        awaitProposals(study, 6);
    }

    @Test
    void aSpentBudgetEndsTheCalls() {
        StudyApi study = study(", 'type': 'llm', 'budget': {'calls': 1}");
        Set<String> origins = new HashSet<>();
        for (int i = 0; i < 12; i++) {
            origins.add(study.ask().path("origin").asString());
        }
        assertThat(origins).contains("llm", "random");
        assertThat(exchanges(study)).hasSize(1);
        StudyApi poor = study(", 'waitMs': 200, 'budget': {'money': 0.0001}");
        poor.ask();
        assertThat(exchanges(poor)).isEmpty();
    }

    @Test
    void noProposalIsUsedTwiceByManyWorkers() {
        StudyApi study = study(", 'type': 'llm'");
        study.ask();
        Set<Integer> used = java.util.concurrent.ConcurrentHashMap.newKeySet();
        AtomicInteger models = new AtomicInteger();
        Crowd.run(8, worker -> {
            for (int i = 0; i < 12; i++) {
                JsonNode trial = study.ask("{'waitMs': 500}").is(200).at("/trials/0");
                if (trial.path("origin").asString().equals("llm")) {
                    models.incrementAndGet();
                    used.add(trial.at("/mixing/proposal").asInt());
                }
                study.tell(trial.path("number").asInt(), i);
            }
        });
        assertThat(models.get()).isGreaterThan(10);
        assertThat(used).hasSize(models.get());
        List<Integer> stored = jdbc.sql("""
            SELECT waiting - (SELECT count(*) FROM proposal p WHERE p.study_id = s.study_id AND fate IS NULL) AS off
            FROM study_model m JOIN study s USING (study_id) WHERE name = :name
            """)
                .param("name", study.name())
                .query((row, n) -> row.getInt("off"))
                .list();
        assertThat(stored).containsExactly(0);
    }

    @Test
    void whatOnlyModelsHaveIsRefusedElsewhere() {
        api.post("/studies", definition("{'type': 'tpe', 'mode': 'gated', 'model': 'scripted', 'waitMs': 1}"))
                .isInvalidAt("/strategy/mode", "/strategy/model", "/strategy/waitMs");
        api.post("/studies", definition("{'type': 'llm', 'mode': 'coin'}")).isInvalidAt("/strategy/mode");
        api.post("/studies", definition("{'model': 'other'}"))
                .isInvalidAt("/strategy/model")
                .has("/errors/0/detail", "'must be one of scripted'");
        api.post("/studies", definition("{'budget': {'calls': -1}}")).isInvalidAt("/strategy/budget/calls");
    }

    private static String definition(String strategy) {
        return "{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],"
                + " 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': " + strategy + "}";
    }

    @Test
    void eachModeIsTheStudys() {
        for (String mode : List.of("gated", "coin", "init")) {
            StudyApi study = study(", 'mode': '" + mode + "'");
            study.get("").is(200).has("/strategy/mode", "'" + mode + "'").has("/strategy/type", "'llm-tpe'");
            List<String> origins = StreamSupport.stream(
                            study.ask("{'count': 12}").is(200).at("/trials").spliterator(), false)
                    .map(trial -> trial.path("origin").asString())
                    .toList();
            assertThat(origins).contains("llm", "random");
        }
    }
}
