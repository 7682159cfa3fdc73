package dev.parley.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class DriftIT {

    private static final String ACCURACY = "'objectives': [{'name': 'accuracy', 'direction': 'maximize'}]";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private String webhook = "";

    @AfterEach
    void removeWebhook() {
        if (!webhook.isEmpty()) {
            api.delete("/webhooks/" + webhook).is(204);
        }
    }

    /** A completed study that is minimized, whose best loss is 0.2. */
    private StudyApi finished() {
        StudyApi study = api.study("'limits': {'trials': 3}", "'labels': {'team': 'vision'}");
        for (double loss : new double[] {0.5, 0.2, 0.8}) {
            study.finish(loss);
        }
        return study;
    }

    private static Answer observe(StudyApi study, double loss) {
        return study.post("/observe", "{'values': {'loss': %s}}".formatted(loss))
                .is(200);
    }

    /** Sends measurements of this mean, all in one request. */
    private static Answer observe(StudyApi study, double mean, int count, long seed) {
        Random random = new Random(seed);
        return study.post(
                        "/observe",
                        "{'measurements': ["
                                + IntStream.range(0, count)
                                        .mapToObj(i -> String.format(
                                                Locale.ROOT,
                                                "{'values': {'loss': %f}}",
                                                mean + 0.01 * random.nextGaussian()))
                                        .collect(Collectors.joining(", "))
                                + "]}")
                .is(200);
    }

    @Test
    void theFirstMeasurementStoresWhatTheStudyPromised() {
        StudyApi study = finished();
        study.get("/watch").isProblem(404, "not-watched");
        Answer watch = observe(study, 0.21);
        watch.has("/state", "'watching'")
                .has("/measurements", "1")
                .has("/live/measurements", "1")
                .lacks("/drift");
        JsonNode recommended = study.get("/best").at("/recommended");
        assertThat(watch.at("/configuration")).isEqualTo(recommended.path("configuration"));
        assertThat(watch.at("/trials")).isEqualTo(recommended.path("trials"));
        assertThat(watch.at("/promised/mean")).isEqualTo(recommended.path("mean"));
        assertThat(watch.at("/promised/high")).isEqualTo(recommended.at("/interval/high"));
        assertThat(watch.at("/bound")).isEqualTo(recommended.at("/interval/high"));
        watch.has("/settings/window", "100").has("/settings/significance", "0.05");

        study.add("{'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': -7}}")
                .is(201);
        assertThat(observe(study, 0.2).at("/promised")).isEqualTo(watch.at("/promised"));
        study.get("/watch").is(200).has("/measurements", "2");
    }

    @Test
    void whatHoldsItsPromiseDoesNotDrift() {
        StudyApi study = finished();
        study.put("/watch", "{'trial': 1}").is(201);
        Answer watch = observe(study, 0.19, 300, 5).has("/state", "'watching'");
        assertThat(watch.at("/evidence").doubleValue()).isLessThan(1);
        assertThat(watch.at("/live/measurements").asInt()).isEqualTo(100);
        assertThat(watch.at("/live/mean").doubleValue()).isCloseTo(0.19, within(0.01));
        assertThat(watch.at("/live/standardDeviation").doubleValue()).isCloseTo(0.01, within(0.005));
    }

    @Test
    void aDriftIsFoundOnceToldAndFollowedByASuccessor() {
        StudyApi study = finished();
        webhook = api.post(
                        "/webhooks",
                        "{'url': 'https://1.1.1.1/', 'events': ['study.drift'], 'study': '" + study.name() + "'}")
                .is(201)
                .at("/id")
                .asString();
        study.put("/watch", "{'trial': 1, 'tolerance': 0.01, 'successor': {'create': true, 'limits': {'trials': 9}}}")
                .is(201);
        observe(study, bound(study) - 0.02, 40, 6).has("/state", "'watching'");
        Answer watch = observe(study, bound(study) + 0.02, 40, 7).has("/state", "'drifted'");
        String successor = study.name() + "-2";
        watch.has("/drift/successor", "'" + successor + "'");
        assertThat(watch.at("/pValue").doubleValue()).isLessThanOrEqualTo(0.05);

        Answer created = api.get("/studies/" + successor).is(200);
        created.has("/state", "'active'")
                .has("/labels", "{'team': 'vision', 'predecessor': '" + study.name() + "'}")
                .has("/transfer/from", "['" + study.name() + "']")
                .has("/limits/trials", "9");
        for (String same : List.of("/space", "/objectives", "/strategy/type", "/lease")) {
            assertThat(created.at(same)).isEqualTo(study.get("").at(same));
        }
        observe(study, bound(study) + 0.02, 40, 8)
                .has("/drift", watch.at("/drift").toString());
        api.get("/studies/" + study.name() + "-3").isProblem(404, "study-not-found");

        Answer deliveries = api.get("/webhooks/" + webhook + "/deliveries").is(200);
        assertThat(deliveries.at("/deliveries").size()).isEqualTo(1);
        JsonNode data = deliveries.at("/deliveries/0/message/data");
        assertThat(data.path("study").asString()).isEqualTo(study.name());
        assertThat(data.path("drift")).isEqualTo(watch.at("/drift"));
        assertThat(data.at("/live/mean").doubleValue())
                .isGreaterThan(data.path("bound").doubleValue());
    }

    private static double bound(StudyApi study) {
        return study.get("/watch").is(200).at("/bound").doubleValue();
    }

    @Test
    void anObjectiveThatIsMaximizedDriftsDownwards() {
        StudyApi study = api.study(ACCURACY, "'limits': {'trials': 1}");
        study.tell(study.ask().path("number").asInt(), "{'state': 'complete', 'values': {'accuracy': 0.9}}")
                .is(200);
        String up = "{'values': {'accuracy': 0.95}}";
        String down = "{'values': {'accuracy': 0.85}}";
        for (int i = 0; i < 30; i++) {
            study.post("/observe", up).is(200).has("/state", "'watching'");
        }
        for (int i = 0; i < 30; i++) {
            study.post("/observe", down).is(200);
        }
        study.get("/watch").has("/state", "'drifted'").lacks("/drift/successor");
    }

    @Test
    void manyAtOnceFindOneDriftAndStartOneSuccessor() {
        StudyApi study = finished();
        study.put("/watch", "{'trial': 1, 'successor': {'create': true}}").is(201);
        double worse = bound(study) + 1;
        List<Integer> statuses = Crowd.atOnce(8, worker -> {
            for (int i = 0; i < 10; i++) {
                study.post("/observe", "{'values': {'loss': %s}}".formatted(worse + 0.01 * i + 0.1 * worker))
                        .is(200);
            }
            return 200;
        });
        assertThat(statuses).hasSize(8);
        study.get("/watch").has("/measurements", "80").has("/drift/successor", "'" + study.name() + "-2'");
        api.get("/studies/" + study.name() + "-3").isProblem(404, "study-not-found");
    }

    @Test
    void aSuccessorsSuccessorGoesOnCountingAndLeavesTakenNamesAlone() {
        StudyApi study = finished();
        api.put("/studies/" + study.name() + "-2", """
            {'space': [{'name': 'y', 'type': 'float', 'low': 0, 'high': 1}],
             'objectives': [{'name': 'loss', 'direction': 'minimize'}]}
            """).is(201);
        StudyApi third = successor(study, study.name() + "-3");
        third.patch("{'limits': {'trials': 1}}").is(200);
        third.finish(0.5);
        successor(third, study.name() + "-4");
    }

    private StudyApi successor(StudyApi study, String expected) {
        study.put("/watch", "{'successor': {'create': true}}").is(201);
        observe(study, bound(study) + 1, 30, 9).has("/drift/successor", "'" + expected + "'");
        return new StudyApi(api, expected);
    }

    @Test
    void aNameForTheSuccessorIsTakenAsLongAsItIsFree() {
        StudyApi study = finished();
        String name = Api.freshName();
        study.put("/watch", "{'successor': {'create': true, 'name': '" + study.name() + "'}}")
                .isInvalidAt("/successor/name");
        study.put("/watch", "{'successor': {'create': true, 'name': '" + name + "'}}")
                .is(201);
        observe(study, bound(study) + 1, 30, 10).has("/drift/successor", "'" + name + "'");
    }

    @Test
    void aSuccessorThatCannotBeCreatedAnyMoreIsNoReasonToMissTheDrift() {
        StudyApi study = api.study("'strategy': {'type': 'llm-tpe'}", "'limits': {'trials': 1}");
        study.finish(0.5);
        jdbc.sql("""
            UPDATE study_definition SET strategy = jsonb_set(strategy, '{model}', '"gone"')
            WHERE study_id = (SELECT study_id FROM study WHERE name = ?)
            """).param(study.name()).update();
        jdbc.sql("UPDATE study SET space_version = space_version + 1 WHERE name = ?")
                .param(study.name())
                .update(); // so that the definition is read again
        study.put("/watch", "{'successor': {'create': true}}").is(201);
        observe(study, 0.9, 30, 11)
                .has("/state", "'drifted'")
                .lacks("/drift/successor")
                .has("/drift/successorFault", "'must be left out: no model is configured'");
        api.get("/studies/" + study.name() + "-2").isProblem(404, "study-not-found");
    }

    @Test
    void aRepeatedRequestWithItsKeyIsTakenInOnce() {
        StudyApi study = finished();
        String body = "{'values': {'loss': 0.3}}";
        study.post("/observe", body, "Idempotency-Key", "k1").is(200).has("/measurements", "1");
        study.post("/observe", body, "Idempotency-Key", "k1").is(200).has("/measurements", "1");
        study.post("/observe", body, "Idempotency-Key", "k2").is(200).has("/measurements", "2");
        study.post("/observe", "{'values': {'loss': 0.4}}", "Idempotency-Key", "k2")
                .isProblem(422, "idempotency-mismatch");
    }

    @Test
    void theSameSettingsChangeNothingAndOthersBeginAnew() {
        StudyApi study = finished();
        study.put("/watch", "{'window': 20}").is(201);
        observe(study, 0.2);
        study.put("/watch", "{'window': 20, 'tolerance': 0}").is(200).has("/measurements", "1");
        study.put("/watch", "{'window': 30}").is(200).has("/measurements", "0");
        study.delete("/watch").is(204);
        study.delete("/watch").isProblem(404, "not-watched");
        study.get("/watch").isProblem(404, "not-watched");
        observe(study, 0.2).has("/measurements", "1").has("/settings/window", "100");
    }

    @Test
    void ofManyWhoSaySettingsAtOnceEachIsAnsweredWithItsOwn() {
        StudyApi study = finished();
        List<Integer> windows = Crowd.atOnce(
                8,
                worker -> study.put("/watch", "{'window': %d}".formatted(20 + worker))
                        .at("/settings/window")
                        .asInt());
        assertThat(windows).containsExactlyInAnyOrder(20, 21, 22, 23, 24, 25, 26, 27);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/values | {}",
                "/values/loss | {'values': {}}",
                "/values/loss | {'values': {'loss': null}}",
                "/values/loss | {'values': {'loss': NaN}}",
                "/values/loss | {'values': {'loss': '-Infinity'}}",
                "/values/loss | {'values': {'loss': 1e200}}",
                "/values/accuracy | {'values': {'loss': 1, 'accuracy': 1}}",
                "/at | {'values': {'loss': 1}, 'at': '2999-01-01T00:00:00Z'}",
                "/at | {'values': {'loss': 1}, 'at': 'yesterday'}",
                "/measurements | {'measurements': []}",
                "/measurements/0/values | {'measurements': [{}]}",
                "/measurements/1/values/loss | {'measurements': [{'values': {'loss': 1}}, {'values': {'loss':"
                        + " 'Infinity'}}]}",
                "/values | {'values': {'loss': 1}, 'measurements': [{'values': {'loss': 1}}]}",
            })
    void pointsAtWhatIsWrongWithAMeasurement(String pointer, String body) {
        StudyApi study = finished();
        study.post("/observe", body).isInvalidAt(pointer);
        study.get("/watch").isProblem(404, "not-watched");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/window | {'window': 1}",
                "/window | {'window': 1001}",
                "/significance | {'significance': 0}",
                "/significance | {'significance': 0.9}",
                "/tolerance | {'tolerance': -1}",
                "/tolerance | {'tolerance': 'Infinity'}",
                "/trial | {'trial': 17}",
                "/successor/create | {'successor': {}}",
                "/successor/name | {'successor': {'create': true, 'name': 'NO'}}",
                "/successor/limits/trials | {'successor': {'create': true, 'limits': {'trials': 0}}}",
            })
    void pointsAtWhatIsWrongWithSettings(String pointer, String body) {
        finished().put("/watch", body).isInvalidAt(pointer);
    }

    @Test
    void onlyACompletedStudyWithOneObjectiveAndAResultCanBeWatched() {
        StudyApi active = api.study();
        active.finish(0.5);
        active.post("/observe", "{'values': {'loss': 1}}").isProblem(409, "not-watchable");
        active.put("/watch", "{}").isProblem(409, "not-watchable");
        StudyApi empty = api.study();
        empty.post("/complete", "").is(200);
        empty.post("/observe", "{'values': {'loss': 1}}").isProblem(409, "not-watchable");
        StudyApi several = api.study(
                "'objectives': [{'name': 'a', 'direction': 'minimize'}, {'name': 'b', 'direction': 'maximize'}]");
        several.post("/complete", "").is(200);
        several.post("/observe", "{'values': {'a': 1, 'b': 1}}").isProblem(409, "not-watchable");
        new StudyApi(api, "no-such-study")
                .post("/observe", "{'values': {'a': 1}}")
                .isProblem(404, "study-not-found");
    }
}
