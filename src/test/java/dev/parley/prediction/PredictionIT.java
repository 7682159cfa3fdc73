package dev.parley.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ScriptedModel;
import dev.parley.testing.ScriptedReply;
import dev.parley.testing.StudyApi;
import java.util.Random;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;
import org.springframework.test.context.TestPropertySource;
import tools.jackson.databind.JsonNode;

@IntegrationTest
@DirtiesContext
@TestPropertySource(
        properties = {
            "parley.proposals.most-at-once=0",
            "parley.models.scripted.provider=openai",
            "parley.models.scripted.model=gpt"
        })
class PredictionIT {

    private static final ScriptedModel SERVER = new ScriptedModel();

    @Autowired
    Api api;

    @DynamicPropertySource
    static void server(DynamicPropertyRegistry properties) {
        properties.add("parley.models.scripted.base-url", SERVER::openAiUrl);
    }

    @BeforeEach
    void answerWell() {
        SERVER.reset();
        SERVER.always(ScriptedReply.text("{\"scores\": {\"c1\": 100, \"c2\": 0}}"));
    }

    @AfterAll
    static void stop() {
        SERVER.close();
    }

    /** A study with results at some places. */
    private StudyApi study(DoubleUnaryOperator loss, double... places) {
        StudyApi study = api.study();
        if (places.length > 0) {
            study.add(DoubleStream.of(places)
                            .mapToObj(x -> "{'state': 'complete', 'configuration': {'x': %s}, 'values': {'loss': %s}}"
                                    .formatted(x, loss.applyAsDouble(x)))
                            .collect(Collectors.joining(",")))
                    .is(201);
        }
        return study;
    }

    private static double valley(double x) {
        return (x - 0.3) * (x - 0.3);
    }

    private static double[] places(int count) {
        return IntStream.range(0, count).mapToDouble(i -> (i + 0.5) / count).toArray();
    }

    private static Answer ask(StudyApi study, String more, double... places) {
        String configurations =
                DoubleStream.of(places).mapToObj("{'x': %s}"::formatted).collect(Collectors.joining(","));
        return study.post("/predict", "{'configurations': [%s]%s}".formatted(configurations, more));
    }

    private static JsonNode predict(StudyApi study, double... places) {
        return ask(study, "", places).is(200).at("/predictions");
    }

    private static JsonNode calibrations(StudyApi study) {
        return study.get("/calibration").is(200).at("/calibrations");
    }

    @Test
    void knowsNothingBeforeATrialIsComplete() {
        JsonNode prediction = predict(study(x -> x), 0.5).path(0);
        assertThat(prediction.propertyNames()).containsExactly("configuration");
        assertThat(prediction.at("/configuration/x").doubleValue()).isEqualTo(0.5);
    }

    @Test
    void expectsAnythingAfterOneTrialAndKnowsNoSpread() {
        JsonNode prediction = predict(study(x -> x, 0.25), 0.5).path(0);
        assertThat(prediction.path("mean").doubleValue()).isEqualTo(0.25);
        assertThat(prediction.path("probabilityOfBest").doubleValue()).isEqualTo(0.5);
        assertThat(prediction.has("spread")).isFalse();
        assertThat(prediction.has("interval")).isFalse();
    }

    @Test
    void predictsWhatIsBetweenAndWhatWouldBeBetter() {
        JsonNode predictions = predict(study(PredictionIT::valley, 0.05, 0.2, 0.45, 0.6, 0.75, 0.9), 0.3, 0.525, 0.99);
        assertThat(predictions.at("/1/mean").doubleValue()).isCloseTo(valley(0.525), within(0.02));
        JsonNode between = predictions.path(1);
        assertThat(between.at("/interval/low").doubleValue())
                .isLessThan(between.path("mean").doubleValue());
        assertThat(between.at("/interval/high").doubleValue())
                .isGreaterThan(between.path("mean").doubleValue());
        assertThat(predictions.at("/0/probabilityOfBest").doubleValue()).isGreaterThan(0.5);
        assertThat(predictions.at("/2/probabilityOfBest").doubleValue()).isLessThan(0.01);
    }

    @Test
    void knowsNoBestBeforeAnythingIsFeasible() {
        StudyApi study = api.study();
        study.add(DoubleStream.of(places(8))
                        .mapToObj(x ->
                                "{'state': 'complete', 'configuration': {'x': %s}, 'values': {'loss': %s}, 'constraints': {'memory': 1}}"
                                        .formatted(x, valley(x)))
                        .collect(Collectors.joining(",")))
                .is(201);
        JsonNode prediction = predict(study, 0.5).path(0);
        assertThat(prediction.has("mean")).isTrue();
        assertThat(prediction.has("probabilityOfBest")).isFalse();
    }

    @Test
    void levelValuesAreExpectedAgainWithoutAModel() {
        JsonNode prediction = predict(study(x -> 2, places(19)), 0.5).path(0);
        assertThat(prediction.path("mean").doubleValue()).isEqualTo(2);
        assertThat(prediction.path("probabilityOfBest").doubleValue()).isCloseTo(0.05, within(1e-12));
    }

    @Test
    void keepsWhatItPredictedAndShowsHowTrueThatCame() {
        StudyApi study = study(PredictionIT::valley, places(12));
        double[] asked = new Random(6).doubles(20).toArray();
        predict(study, asked);
        assertThat(calibrations(study).toString()).isEqualTo("[{\"predictions\":20,\"told\":0}]");

        tellAt(study, asked);
        predict(study, asked); // too late: these trials have ended
        JsonNode engine = calibrations(study).path(0);
        assertThat(calibrations(study).size()).isEqualTo(1);
        assertThat(engine.path("predictions").asInt()).isEqualTo(40);
        assertThat(engine.path("told").asInt()).isEqualTo(20);
        assertThat(engine.path("rankCorrelation").doubleValue()).isGreaterThan(0.98);
        assertThat(engine.path("within95").doubleValue()).isGreaterThan(0.8);
        assertThat(engine.path("dispersion").doubleValue()).isLessThan(3);
    }

    /** Has configurations tried and tells their losses. */
    private static void tellAt(StudyApi study, double... places) {
        study.add(DoubleStream.of(places)
                        .mapToObj("{'configuration': {'x': %s}}"::formatted)
                        .collect(Collectors.joining(",")))
                .is(201);
        for (int i = 0; i < places.length; i++) {
            JsonNode trial = study.ask();
            study.tell(
                    trial.path("number").asInt(),
                    valley(trial.at("/configuration/x").doubleValue()));
        }
    }

    @Test
    void asksALanguageModelOnRequestAtTheStudysExpense() {
        StudyApi study = api.study("'strategy': {'type': 'llm-tpe', 'seed': 2, 'waitMs': 0}");
        study.add(DoubleStream.of(places(10))
                        .mapToObj(x -> "{'state': 'complete', 'configuration': {'x': %s}, 'values': {'loss': %s}}"
                                .formatted(x, valley(x)))
                        .collect(Collectors.joining(",")))
                .is(201);
        JsonNode predictions =
                ask(study, ", 'model': {'draws': 3}", 0.31, 0.88).is(200).at("/predictions");
        JsonNode opinion = predictions.at("/0/model");
        assertThat(opinion.path("name").asString()).isEqualTo("scripted");
        assertThat(opinion.path("draws").asInt()).isEqualTo(3);
        assertThat(opinion.path("mean").doubleValue())
                .isLessThan(predictions.at("/1/model/mean").doubleValue());
        assertThat(opinion.path("spread").doubleValue()).isZero();
        assertThat(predictions.at("/0/mean").doubleValue()).isCloseTo(valley(0.31), within(0.02));
        assertThat(study.get("/exchanges").is(200).at("/exchanges").size()).isEqualTo(3);

        tellAt(study, 0.31, 0.88);
        JsonNode models = calibrations(study).path(1);
        assertThat(models.path("model").asString()).isEqualTo("scripted");
        assertThat(models.path("told").asInt()).isEqualTo(2);
    }

    @Test
    void answersTheEnginesWhereAModelsCannotBeRead() {
        SERVER.always(ScriptedReply.text("I would rather not say."));
        JsonNode prediction = ask(study(PredictionIT::valley, places(6)), ", 'model': {}", 0.4)
                .is(200)
                .at("/predictions/0");
        assertThat(prediction.has("mean")).isTrue();
        assertThat(prediction.has("model")).isFalse();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {}                                                          | /configurations
        {'configurations': []}                                      | /configurations
        {'configurations': [{'x': 0.5}, {'x': 7}]}                  | /configurations/1/x
        {'configurations': [{'y': 0.5, 'x': 1}]}                    | /configurations/0/y
        {'configurations': [{}]}                                    | /configurations/0/x
        {'configurations': [null]}                                  | /configurations/0
        {'configurations': [{'x': 0.5}], 'model': {'draws': 21}}    | /model/draws
        {'configurations': [{'x': 0.5}], 'model': 'gpt'}            | /model
        """)
    void refusesWhatItCannotPredict(String body, String pointer) {
        StudyApi study = study(x -> x, 0.1, 0.4);
        Answer answer = study.post("/predict", body).is(400);
        assertThat(answer.at("/errors/0/pointer").asString()).isEqualTo(pointer);
        assertThat(calibrations(study).isEmpty()).isTrue();
    }

    @Test
    void refusesSeveralObjectivesAndUnknownModelsAndStudies() {
        StudyApi several = api.study("'objectives': [{'name': 'loss', 'direction': 'minimize'},"
                + " {'name': 'size', 'direction': 'minimize'}]");
        ask(several, "", 0.5).is(409);
        assertThat(ask(study(x -> x, 0.1, 0.4), ", 'model': {'name': 'nobody'}", 0.5)
                        .is(400)
                        .at("/errors/0/pointer")
                        .asString())
                .isEqualTo("/model/name");
        ask(new StudyApi(api, "no-such-study"), "", 0.5).is(404);
    }
}
