package dev.parley.llm.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parley.llm.model.FailureKind;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import dev.parley.trial.HistoryCache;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
            "parley.proposals.interval=1h",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt",
            "parley.models.scripted.price.input=1",
            "parley.models.scripted.price.output=10",
            "parley.model-calls.first-pause=1ms",
            "parley.model-calls.failures-to-open=1000"
        })
class ModelPredictionsIT {

    private static final ScriptedModel SERVER = new ScriptedModel();
    private static final List<Configuration> TWO = List.of(new Configuration(0.25), new Configuration(0.75));

    @Autowired
    Api api;

    @Autowired
    ModelPredictions predictions;

    @Autowired
    Studies studies;

    @Autowired
    HistoryCache histories;

    @Autowired
    JdbcClient jdbc;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void answerWell() {
        SERVER.reset();
        SERVER.always(ScriptedReply.text("{\"scores\": {\"c1\": 80, \"c2\": 20}}"));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** A study in which the loss is x, from 0 to 1 in steps of a tenth. */
    private StudyApi study(String strategy) {
        StudyApi study = api.study("'strategy': {%s}".formatted(strategy));
        study.add(IntStream.rangeClosed(0, 10)
                        .mapToObj(i -> "{'state': 'complete', 'configuration': {'x': %1$s}, 'values': {'loss': %1$s}}"
                                .formatted(i / 10.0))
                        .collect(Collectors.joining(",")))
                .is(201);
        return study;
    }

    private Predictions predict(StudyApi study, int draws) {
        StudyView view = studies.find(Project.DEFAULT, new StudyName(study.name()));
        History history = histories.upTo(view).history();
        return predictions.predict(view, history, TWO, null, new Sampling(draws, 7));
    }

    private double spent(StudyApi study, String column) {
        return jdbc.sql("SELECT %s FROM study_model JOIN study USING (study_id) WHERE name = :name".formatted(column))
                .param("name", study.name())
                .query(Double.class)
                .single();
    }

    private static JsonNode exchanges(StudyApi study) {
        return study.get("/exchanges").is(200).at("/exchanges");
    }

    @Test
    void aStudyWithoutAModelGetsPredictionsOfTheDefaultOne() {
        StudyApi study = study("'type': 'tpe'");
        SERVER.next(
                ScriptedReply.text("{\"scores\": {\"c1\": 70, \"c2\": 20}}"),
                ScriptedReply.text("{\"scores\": {\"c1\": 80, \"c2\": 20}}"),
                ScriptedReply.text("{\"scores\": {\"c1\": 90}}"));
        Predictions predicted = predict(study, 3);
        assertThat(predicted.model()).isEqualTo("scripted");
        assertThat(predicted.all().getFirst().mean()).isCloseTo(0.2, within(1e-9));
        assertThat(predicted.all().getFirst().spread()).isCloseTo(0.1, within(1e-9));
        assertThat(predicted.all().getFirst().draws()).isEqualTo(3);
        assertThat(predicted.all().getLast().draws()).isEqualTo(2);
        assertThat(predicted.misreadings()).containsEntry(Misreading.MISSING, 1);
        assertThat(spent(study, "calls")).isEqualTo(3);
    }

    @Test
    void eachCallIsKeptAsAnExchangeOfItsKind() {
        StudyApi study = study("'type': 'llm-tpe', 'budget': {'calls': 3}");
        predict(study, 2);
        assertThat(exchanges(study)).hasSize(2).allSatisfy(exchange -> {
            assertThat(exchange.path("kind").asString()).isEqualTo("predictions");
            assertThat(exchange.at("/fates/read").asInt()).isEqualTo(2);
            assertThat(exchange.path("prompt").asString()).contains("candidates");
            assertThat(exchange.path("cost").doubleValue()).isEqualTo((120 + 300) / 1e6);
        });
        assertThat(exchanges(study).at("/0/prompt"))
                .isNotEqualTo(exchanges(study).at("/1/prompt"));
    }

    @Test
    void aBudgetThatAllowsFewerDrawsGetsThose() {
        StudyApi study = study("'type': 'llm-tpe', 'budget': {'calls': 3}");
        assertThat(predict(study, 2).all().getFirst().draws()).isEqualTo(2);
        assertThat(predict(study, 2).all().getFirst().draws()).isOne();
        assertThatThrownBy(() -> predict(study, 2)).hasMessageContaining("budget");
        assertThat(SERVER.requests()).hasSize(3);
    }

    /** A call may cost 10,096 tokens, and costs 150. */
    @Test
    void whatACallDidNotUseIsGivenBack() {
        StudyApi study = study("'type': 'llm-tpe', 'budget': {'tokens': 21000}");
        assertThat(predict(study, 5).all().getFirst().draws()).isEqualTo(2);
        assertThat(spent(study, "tokens")).isEqualTo(300);
        SERVER.always(ScriptedReply.textWithoutUsage("{\"scores\": {\"c1\": 80, \"c2\": 20}}"));
        predict(study, 1);
        assertThat(spent(study, "tokens")).as("what is not said costs the most").isEqualTo(300 + 10_096);
    }

    @Test
    void callsThatFailAreToldAndCostNothingWhereTheyWereRefused() {
        StudyApi study = study("'type': 'llm-tpe'");
        SERVER.always(ScriptedReply.error(401, "no"));
        Predictions predicted = predict(study, 2);
        assertThat(predicted.failures()).containsEntry(FailureKind.UNAUTHORIZED, 2);
        assertThat(predicted.all().getFirst().draws()).isZero();
        assertThat(predicted.all().getFirst().mean()).isNaN();
        assertThat(spent(study, "calls")).isEqualTo(2);
        assertThat(spent(study, "tokens")).isZero();
    }

    @Test
    void aReplayHasExchangesOfItsOwnBesideThoseRecorded() {
        StudyApi recorded = study("'type': 'llm-tpe'");
        predict(recorded, 1);
        jdbc.sql("UPDATE exchange SET kind = 'proposals' WHERE study_id = (SELECT study_id FROM study WHERE"
                        + " name = :name)")
                .param("name", recorded.name())
                .update();
        StudyApi replay = study("'type': 'llm-tpe', 'replay': '%s'".formatted(recorded.name()));
        predict(replay, 1);
        assertThat(exchanges(replay)).hasSize(2);
    }

    @Test
    void nothingIsPredictedFromOneTrial() {
        StudyApi study = api.study("'strategy': {'type': 'tpe'}");
        study.finish(1);
        assertThatThrownBy(() -> predict(study, 1)).hasMessageContaining("two complete trials");
        assertThat(SERVER.requests()).isEmpty();
    }
}
