package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class IdempotencyIT {

    private static final String KEY = "Idempotency-Key";
    private static final String TRIAL = "{'configuration': {'x': 0.5}}";
    private static final String DEFINITION = "{%s'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],"
            + " 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Test
    void aRepeatedAskGetsTheSameTrialsWithTheirLeases() {
        StudyApi study = api.study();
        Answer first = study.ask("{'count': 3}", KEY, "a").is(200);
        Answer again = study.ask("{'count': 3}", KEY, "a").is(200);
        assertThat(again.at("/trials")).isEqualTo(first.at("/trials"));
        assertThat(again.at("/trials/0/lease").asString()).isNotBlank();
        study.get("").has("/progress/trials/running", "3");
        assertThat(study.ask("{'count': 3}", KEY, "b").numbers("/trials")).containsExactly(3, 4, 5);
    }

    @Test
    void aKeyWithAnotherBodyIsRefused() {
        StudyApi study = api.study();
        study.ask("{'count': 2}", KEY, "a").is(200);
        study.ask("{'count': 3}", KEY, "a").isProblem(422, "idempotency-mismatch");
        study.ask("{'count': 2, 'worker': 'w'}", KEY, "a").isProblem(422, "idempotency-mismatch");
        study.ask("  { 'count' :2 }", KEY, "a").is(200);
        study.add(TRIAL, KEY, "a").is(201);
        study.add(TRIAL + "," + TRIAL, KEY, "a").isProblem(422, "idempotency-mismatch");
        String key = Api.freshName();
        api.post("/studies", DEFINITION.formatted(""), KEY, key).is(201);
        api.post("/studies", DEFINITION.formatted("'description': 'x', "), KEY, key)
                .isProblem(422, "idempotency-mismatch");
        study.get("").has("/progress/trials/running", "2").has("/progress/trials/queued", "1");
    }

    @Test
    void aRepeatedAddAddsNothing() {
        StudyApi study = api.study();
        study.add(TRIAL + "," + TRIAL, KEY, "a").is(201).has("/firstNumber", "0");
        study.add(TRIAL + "," + TRIAL, KEY, "a")
                .is(201)
                .has("/firstNumber", "0")
                .has("/count", "2");
        study.add(TRIAL + "," + TRIAL, KEY, "b").is(201).has("/firstNumber", "2");
        study.get("").has("/progress/trials/queued", "4");
    }

    @Test
    void aRepeatedCreateFindsTheSameStudy() {
        String key = Api.freshName();
        String name = api.post("/studies", DEFINITION.formatted(""), KEY, key)
                .is(201)
                .at("/name")
                .asString();
        api.post("/studies", DEFINITION.formatted(""), KEY, key).is(201).has("/name", "'" + name + "'");
        api.delete("/studies/" + name).is(204);
        assertThat(api.post("/studies", DEFINITION.formatted(""), KEY, key)
                        .is(201)
                        .at("/name")
                        .asString())
                .isNotEqualTo(name);
    }

    @Test
    void aRepeatedCreateWithANameIsNoConflict() {
        String named = DEFINITION.formatted("'name': '" + Api.freshName() + "', ");
        api.post("/studies", named, KEY, "a").is(201);
        api.post("/studies", named, KEY, "a").is(201);
        api.post("/studies", named, KEY, "b").isProblem(409, "study-exists");
    }

    @Test
    void aKeyBelongsToOneStudyAndOneOperation() {
        StudyApi one = api.study();
        StudyApi other = api.study();
        one.ask("{'count': 1}", KEY, "a").is(200);
        other.ask("{'count': 2}", KEY, "a").is(200);
        one.add(TRIAL, KEY, "a").is(201);
        one.get("").has("/progress/trials/running", "1").has("/progress/trials/queued", "1");
        other.get("").has("/progress/trials/running", "2");
    }

    @Test
    void aReplayShowsTheTrialsAsTheyAreNow() {
        StudyApi study = api.study();
        study.ask("{'count': 2}", KEY, "a").is(200);
        study.tell(0, 0.25);
        study.ask("{'count': 2}", KEY, "a")
                .is(200)
                .has("/trials/0/state", "'complete'")
                .has("/trials/0/values", "{'loss': 0.25}")
                .lacks("/trials/0/lease")
                .has("/trials/1/state", "'running'")
                .at("/trials/1/lease");
    }

    @Test
    void aReplayNeverRevivesALease() {
        StudyApi study = api.study();
        Answer first = study.ask("{}", KEY, "a").is(200);
        String lease = first.at("/trials/0/lease").asString();
        study.post("/trials/0/release", "{'lease': '" + lease + "'}").is(200);
        study.ask("{}", KEY, "a").is(200).has("/trials/0/state", "'queued'").lacks("/trials/0/lease");
        String second = study.ask("{}").at("/trials/0/lease").asString();
        study.ask("{}", KEY, "a").is(200).has("/trials/0/state", "'running'").lacks("/trials/0/lease");
        study.post("/trials/0/heartbeat", "{'lease': '" + lease + "'}").isProblem(409, "lease-lost");
        study.post("/trials/0/heartbeat", "{'lease': '" + second + "'}").is(200);
    }

    @Test
    void aReplayWorksInEveryStateOfTheStudy() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        study.ask("{}", KEY, "a").is(200);
        assertThat(study.ask("{}", KEY, "a").is(200).numbers("/trials")).containsExactly(0);
        study.post("/pause", "").is(200);
        assertThat(study.ask("{}", KEY, "a").is(200).numbers("/trials")).containsExactly(0);
        study.tell(0, 0.5);
        study.post("/complete", "").is(200);
        assertThat(study.ask("{}", KEY, "a").is(200).numbers("/trials")).containsExactly(0);
    }

    @Test
    void answersWithoutEffectAreNotKept() {
        StudyApi study = api.study("'limits': {'trials': 2, 'parallel': 1}");
        study.ask();
        study.ask("{}", KEY, "a").is(200).has("/trials", "[]");
        study.add(TRIAL + "," + TRIAL, KEY, "a").isProblem(409, "limit-reached");
        study.tell(0, 0.5);
        assertThat(study.ask("{}", KEY, "a").is(200).numbers("/trials")).containsExactly(1);
        study.patch("{'limits': {'trials': 4}}").is(200);
        study.add(TRIAL + "," + TRIAL, KEY, "a").is(201);
    }

    @Test
    void keysAreForgottenAfterADay() {
        StudyApi study = api.study();
        study.ask("{}", KEY, "a").is(200);
        study.add(TRIAL, KEY, "a").is(201);
        age(study, "23 hours 59 minutes");
        assertThat(study.ask("{}", KEY, "a").numbers("/trials")).containsExactly(0);
        study.add(TRIAL, KEY, "a").has("/firstNumber", "1");
        age(study, "24 hours 1 minute");
        study.add(TRIAL + "," + TRIAL, KEY, "a").is(201).has("/firstNumber", "2");
        assertThat(study.ask("{'count': 3}", KEY, "a").is(200).numbers("/trials"))
                .containsExactly(1, 2, 3);
        assertThat(study.ask("{'count': 3}", KEY, "a").is(200).numbers("/trials"))
                .containsExactly(1, 2, 3);
    }

    private void age(StudyApi study, String age) {
        jdbc.sql("UPDATE idempotency_key SET created_at = clock_timestamp() - :age::interval"
                        + " WHERE study_name = :name")
                .param("age", age)
                .param("name", study.name())
                .update();
    }

    @Test
    void aKeyHasOneTo255Characters() {
        StudyApi study = api.study();
        study.ask("{}", KEY, "").isInvalidParameter(KEY);
        study.ask("{}", KEY, "k".repeat(256)).isInvalidParameter(KEY);
        study.ask("{}", KEY, "k".repeat(255)).is(200);
    }

    @Test
    void twentyDuplicatesAtOnceGetTheSameTrials() throws Exception {
        StudyApi study = api.study();
        Callable<List<Integer>> ask =
                () -> study.ask("{'count': 2}", KEY, "a").is(200).numbers("/trials");
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(clients.invokeAll(Collections.nCopies(20, ask)).stream().map(Future::resultNow))
                    .containsOnly(List.of(0, 1));
        }
        study.get("").has("/progress/trials/running", "2");
    }

    @Test
    void twentyCreatesAtOnceMakeOneStudy() throws Exception {
        String key = Api.freshName();
        Callable<String> create = () -> api.post("/studies", DEFINITION.formatted(""), KEY, key)
                .is(201)
                .at("/name")
                .asString();
        try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
            assertThat(clients.invokeAll(Collections.nCopies(20, create)).stream()
                            .map(Future::resultNow)
                            .distinct())
                    .hasSize(1);
        }
    }
}
