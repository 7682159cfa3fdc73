package dev.parley.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.Replica;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.SeparateIntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a model foretells has a say in what is tried, once it came true. */
@SeparateIntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.most-at-once=0",
            "parley.predictions.interval=10ms",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt"
        })
class RerankingIT {

    private static final String STRATEGY = "'strategy': {'type': 'llm-tpe', 'seed': 5, 'waitMs': 0, 'rerank': {}%s}";
    private static final String SPACE = """
        'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'y', 'type': 'float', 'low': 0, 'high': 1},
                  {'name': 'z', 'type': 'float', 'low': 0, 'high': 1}]
        """;
    private static final int TRIALS = 40;

    private static final Pattern CANDIDATE = Pattern.compile("\"(c\\d+)\":(\\{[^}]*\\})");
    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Value("${spring.datasource.url}")
    String database;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void reset() {
        SERVER.reset();
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** So rugged that no engine learns it. */
    private static double loss(JsonNode configuration) {
        return configuration
                .valueStream()
                .mapToDouble(x -> 97 * x.asDouble() % 1)
                .sum();
    }

    /** A model that gives each candidate a score. */
    private static void answer(ToDoubleFunction<JsonNode> score) {
        SERVER.always(request -> ScriptedReply.text(CANDIDATE
                .matcher(request.message(1))
                .results()
                .map(found -> "\"%s\": %s"
                        .formatted(found.group(1), score.applyAsDouble(new JsonMapper().readTree(found.group(2)))))
                .collect(Collectors.joining(", ", "{\"scores\": {", "}}"))));
    }

    private StudyApi study(String more) {
        return api.study(SPACE, STRATEGY.formatted(more), "'limits': {'trials': %d}".formatted(TRIALS));
    }

    /** Runs the trials one after another, each told when the model has been asked about it; those in which it had a say. */
    private List<JsonNode> run(StudyApi study) {
        List<JsonNode> reranked = new ArrayList<>();
        for (int i = 0; i < TRIALS; i++) {
            JsonNode trial = study.ask();
            int number = trial.path("number").asInt();
            if (trial.at("/mixing").has("reranking")) {
                reranked.add(trial);
            }
            if (i >= 10) {
                await().until(() -> asked(study) > number);
            }
            study.tell(number, loss(trial.path("configuration")));
        }
        return reranked;
    }

    private int asked(StudyApi study) {
        return jdbc.sql("SELECT seen_number FROM foretelling JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(Integer.class)
                .single();
    }

    @Test
    void aModelThatForetellsWellChoosesAmongTheEnginesCandidates() {
        answer(configuration -> 100 - 30 * loss(configuration));
        StudyApi study = study("");
        List<JsonNode> reranked = run(study);

        assertThat(reranked).anySatisfy(trial -> {
            JsonNode reranking = trial.at("/mixing/reranking");
            assertThat(reranking.path("weight").asDouble()).isBetween(0.1, 1.0);
            assertThat(reranking.path("rankCorrelation").asDouble()).isGreaterThan(0.5);
            assertThat(reranking.path("compared").asInt()).isGreaterThanOrEqualTo(8);
            assertThat(reranking.path("candidates").asInt()).isBetween(2, 8);
            assertThat(reranking.has("mean")).isTrue();
            assertThat(trial.at("/mixing/engine").size()).isEqualTo(3);
            assertThat(trial.at("/mixing/engine")).isNotEqualTo(trial.path("configuration"));
            assertThat(trial.at("/mixing/turn").asString()).isEqualTo("reranked");
            assertThat(trial.path("origin").asString()).isIn("gp", "tpe");
        });
        int first = reranked.getFirst().path("number").asInt();
        assertThat(study.trial(first).is(200).at("/mixing"))
                .isEqualTo(reranked.getFirst().path("mixing"));
        // the first ten trials went unpredicted, and eight more have to be told
        assertThat(first).isGreaterThanOrEqualTo(18);

        JsonNode calibration = study.get("/calibration").is(200).at("/calibrations/0");
        assertThat(calibration.path("model").asString()).isEqualTo("scripted");
        assertThat(calibration.path("told").asInt()).isGreaterThanOrEqualTo(TRIALS - 11);
        assertThat(study.get("").is(200).at("/strategy/rerank").isObject()).isTrue();
    }

    @Test
    void aModelThatForetellsWronglyHasNoSay() {
        answer(configuration -> 30 * loss(configuration));
        StudyApi study = study("");
        assertThat(run(study)).isEmpty();
        assertThat(study.get("/calibration").is(200).at("/calibrations/0/told").asInt())
                .isGreaterThanOrEqualTo(TRIALS - 11);
    }

    @Test
    void aModelThatFailsHasNoSayAndStopsNobody() {
        SERVER.always(ScriptedReply.error(500, "out of order"));
        StudyApi study = study("");
        for (int i = 0; i < TRIALS; i++) {
            JsonNode trial = study.ask();
            assertThat(trial.has("mixing")).isFalse();
            study.tell(trial.path("number").asInt(), loss(trial.path("configuration")));
        }
        await().until(() -> !SERVER.requests().isEmpty());
        await().until(() -> failures(study) > 0);
    }

    private int failures(StudyApi study) {
        return jdbc.sql("SELECT failures FROM foretelling JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(Integer.class)
                .single();
    }

    private static int exchanges(StudyApi study) {
        return study.get("/exchanges").is(200).at("/exchanges").size();
    }

    @Test
    void itsCallsAreTheStudysAndEndWithHalfOfItsBudget() {
        answer(configuration -> 50);
        StudyApi study = study(", 'budget': {'calls': 8}");
        for (int i = 0; i < 12; i++) {
            study.finish(i);
        }
        await().until(() -> exchanges(study) >= 3);
        study.finish(1);
        await().until(() -> exchanges(study) == 4);
        study.finish(2);
        await().until(() -> failures(study) > 0);
        assertThat(SERVER.requests()).hasSize(4);
        assertThat(study.get("/exchanges").at("/exchanges/0/kind").asString()).isEqualTo("predictions");
    }

    @Test
    void replicasShareTheRoundsAndTheirAnswers() {
        answer(configuration -> 100 - 30 * loss(configuration));
        StudyApi study = study("");
        try (Replica replica = Replica.startOn(
                database,
                "parley.proposals.most-at-once=0",
                "parley.predictions.interval=10ms",
                "parley.models.scripted.provider=openai",
                "parley.models.scripted.model=gpt",
                "parley.models.scripted.base-url=" + SERVER.openAiUrl())) {
            ParleyClient there = replica.client();
            Crowd.run(4, worker -> {
                for (int i = 0; i < TRIALS / 4; i++) {
                    JsonNode trial = worker % 2 == 0
                            ? study.ask()
                            : there.ask(study.name(), "{}").path("trials").path(0);
                    LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
                    study.tell(trial.path("number").asInt(), loss(trial.path("configuration")));
                }
            });
        }
        assertThat(jdbc.sql("SELECT count(DISTINCT number) FROM trial JOIN study USING (study_id)"
                                + " WHERE name = ? AND state = 'complete'")
                        .param(study.name())
                        .query(Integer.class)
                        .single())
                .isEqualTo(TRIALS);
        assertThat(jdbc.sql("SELECT count(*) FROM (SELECT foretold_revision FROM prediction JOIN study USING (study_id)"
                                + " WHERE name = ? GROUP BY 1 HAVING count(origin) > 7) AS doubled")
                        .param(study.name())
                        .query(Integer.class)
                        .single())
                .isZero();
        assertThat(rows(study)).isPositive();
        new ProgressInvariants(jdbc).check(study.name());
    }

    private int rows(StudyApi study) {
        return jdbc.sql("SELECT count(*) FROM prediction JOIN study USING (study_id, space_version) WHERE name = ?"
                        + " AND foretold_revision IS NOT NULL")
                .param(study.name())
                .query(Integer.class)
                .single();
    }

    @Test
    void aChangedSpaceHasPredictionsOfItsOwn() {
        answer(configuration -> 50);
        StudyApi study = study("");
        for (int i = 0; i < 12; i++) {
            study.finish(i);
        }
        await().until(() -> rows(study) > 0);
        study.patch("{" + SPACE.replaceFirst("'high': 1", "'high': 2") + "}").is(200);
        assertThat(rows(study)).isZero();
        study.finish(1);
        await().until(() -> rows(study) > 0);
        study.finish(2);
    }

    @Test
    void manyTrialsThatFailDoNotKeepTheModelBusy() {
        answer(configuration -> 50);
        StudyApi study = study(", 'repeats': 'allow'");
        for (int i = 0; i < 12; i++) {
            study.finish(i);
        }
        await().until(() -> asked(study) == 12);
        int before = SERVER.requests().size();
        for (int i = 0; i < 5; i++) {
            int number = study.ask().path("number").asInt();
            study.tell(number, "{'state': 'failed', 'reason': 'crash'}").is(200);
        }
        await().until(() -> asked(study) == 17);
        assertThat(SERVER.requests().size() - before).isBetween(3, 30);
    }

    @Test
    void aStudyThatDoesNotWantItAsksNobody() {
        answer(configuration -> 50);
        StudyApi study = api.study("'strategy': {'type': 'llm-tpe', 'waitMs': 0}");
        StudyApi other = study("");
        for (int i = 0; i < 12; i++) {
            study.finish(i);
            other.finish(i);
        }
        await().until(() -> asked(other) == 12);
        assertThat(study.get("/exchanges").is(200).at("/exchanges")).isEmpty();
    }

    @Test
    void onlyAGatedMixOfARealModelReranks() {
        String space = "{'name': '%s', " + SPACE
                + ", 'objectives': [{'name': 'loss', 'direction': 'minimize'}], 'strategy': {%s, 'rerank': {}}}";
        for (String strategy : List.of(
                "'type': 'tpe'",
                "'type': 'llm'",
                "'type': 'llm-tpe', 'mode': 'coin'",
                "'type': 'llm-tpe', 'mode': 'init'")) {
            api.post("/studies", space.formatted(Api.freshName(), strategy)).isInvalidAt("/strategy/rerank");
        }
        StudyApi recorded = study("");
        api.post("/studies", space.formatted(Api.freshName(), "'replay': '" + recorded.name() + "'"))
                .isInvalidAt("/strategy/rerank");
        String replay = space.replace(", 'rerank': {}", "");
        api.post("/studies", replay.formatted(Api.freshName(), "'replay': '" + recorded.name() + "'"))
                .is(201);
    }
}
