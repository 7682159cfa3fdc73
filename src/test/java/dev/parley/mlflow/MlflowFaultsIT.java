package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.mlflow.MlflowProperties.LoggedByDefault;
import dev.parley.mlflow.MlflowState.Run;
import dev.parley.mlflow.ScriptedMlflow.Fault;
import dev.parley.observability.Metric;
import dev.parley.study.Transactions;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** MLflow goes away, fails and lingers, and so do those who log to it; each trial has its one run in the end. */
@IntegrationTest
class MlflowFaultsIT {

    private static final List<String> PATHS = List.of(
            "experiments/create",
            "experiments/get",
            "experiments/search",
            "experiments/set-experiment-tag",
            "runs/create",
            "runs/log-batch",
            "runs/update",
            "runs/search");

    private final ScriptedMlflow mlflow = new ScriptedMlflow();

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Transactions transactions;

    private Logged logged;

    @BeforeEach
    void begin() {
        logged = new Logged(api, jdbc, mlflow);
    }

    @AfterEach
    void end() {
        logged.removeStudies();
        mlflow.close();
    }

    private static void finish(StudyApi study, int trials) {
        IntStream.range(0, trials).forEach(i -> study.finish(i / 7.0));
    }

    @Test
    void whatEndsWhileMlflowIsAwayIsLoggedWhenItIsBack() {
        StudyApi before = logged.study();
        finish(before, 3);
        mlflow.goAway();
        try (Replica replica = Logged.replica(mlflow)) {
            StudyApi study = logged.study();
            finish(study, 40);
            await().atMost(Logged.PATIENCE).until(() -> waiting(replica) == 43);
            mlflow.comeBack();
            logged.await(study, 40);
            logged.await(before, 3);
            logged.awaitRest(study);
            logged.assertEachOnce(study, 40);
            logged.assertEachOnce(before, 3);
            await().atMost(Logged.PATIENCE).until(() -> waiting(replica) == 0);
        }
    }

    @Test
    void faultsOfAllKindsLoseNothingAndDoubleNothing() {
        int trials = 30;
        Random random = new Random(7);
        Duration late = Logged.TIMEOUT.plusMillis(200);
        List<Fault> kinds = List.of(
                Fault.status(500),
                Fault.status(503),
                Fault.status(429),
                Fault.status(403),
                Fault.status(302),
                Fault.status(0),
                Fault.loseAnswer(),
                Fault.answerAfter(late),
                Fault.doAfter(late));
        for (String path : PATHS) {
            for (int i = 0; i < 12; i++) {
                mlflow.fail(path, kinds.get(random.nextInt(kinds.size())));
            }
        }
        StudyApi study = logged.study();
        try (Replica replica = Logged.replica(mlflow)) {
            assertThat(replica).isNotNull();
            finish(study, trials);
            logged.await(study, trials);
            logged.awaitRest(study);
        }
        logged.assertEachOnce(study, trials);
    }

    @Test
    void aRunThatWasMadeWithoutAnAnswerIsFound() {
        mlflow.fail("runs/create", Fault.loseAnswer(), Fault.answerAfter(Logged.TIMEOUT.plusMillis(200)));
        StudyApi study = logged.study();
        try (Replica replica = Logged.replica(mlflow)) {
            assertThat(replica).isNotNull();
            finish(study, 2);
            logged.await(study, 2);
            logged.awaitRest(study);
        }
        logged.assertEachOnce(study, 2);
        assertThat(mlflow.state().all(study.name())).hasSize(2);
        assertThat(mlflow.requests()).filteredOn("runs/create"::equals).hasSize(2);
    }

    /** A slow server makes the run after another one has been made in its place. */
    @Test
    void aRunThatIsMadeLateIsRemoved() {
        StudyApi study = logged.study();
        mlflow.fail(
                "runs/create",
                Fault.doWhen(() -> !mlflow.state().all(study.name()).isEmpty()));
        try (Replica replica = Logged.replica(mlflow)) {
            assertThat(replica).isNotNull();
            finish(study, 1);
            await("the second one")
                    .atMost(Logged.PATIENCE)
                    .until(() -> mlflow.state().all(study.name()).size() == 2);
            await("it is removed")
                    .atMost(Logged.PATIENCE)
                    .until(() -> mlflow.state().runs(study.name()).size() == 1);
            logged.awaitRest(study);
        }
        logged.assertEachOnce(study, 1);
    }

    @Test
    void twoReplicasLogEachTrialOnce() {
        int trials = 25;
        List<StudyApi> studies =
                IntStream.range(0, 4).mapToObj(i -> logged.study()).toList();
        mlflow.fail("runs/create", Fault.loseAnswer(), Fault.status(500), Fault.status(0), Fault.status(503));
        try (Replica one = Logged.replica(mlflow);
                Replica other = Logged.replica(mlflow)) {
            assertThat(one).isNotSameAs(other);
            studies.parallelStream().forEach(study -> finish(study, trials));
            studies.forEach(study -> logged.await(study, trials));
            studies.forEach(logged::awaitRest);
            assertThat(loggedBy(one)).isPositive();
            assertThat(loggedBy(other)).isPositive();
        }
        studies.forEach(study -> logged.assertEachOnce(study, trials));
    }

    private static double waiting(Replica replica) {
        return replica.meters().get(Metric.MLFLOW_WAITING.meterName()).gauge().value();
    }

    private static double loggedBy(Replica replica) {
        return Metric.MLFLOW_RUNS.counter(replica.meters(), "logged").count();
    }

    @Test
    void aRestartInTheMiddleLosesNothingAndDoublesNothing() {
        StudyApi study = logged.study();
        mlflow.fail("runs/create", Fault.answerAfter(Duration.ofSeconds(6)), Fault.answerAfter(Duration.ofSeconds(6)));
        try (Replica cutShort = Logged.replica(mlflow, "parley.mlflow.timeout=7s", "parley.mlflow.claim=9s")) {
            assertThat(cutShort).isNotNull();
            finish(study, 12);
            await().atMost(Logged.PATIENCE)
                    .until(() -> mlflow.state().all(study.name()).size() >= 2);
        }
        try (Replica next = Logged.replica(mlflow)) {
            assertThat(next).isNotNull();
            logged.await(study, 12);
            logged.awaitRest(study);
        }
        logged.assertEachOnce(study, 12);
        assertThat(mlflow.state().all(study.name())).hasSize(12);
    }

    /** As one that was killed between two requests leaves it. */
    @Test
    void aClaimThatWasLeftBehindRunsOut() {
        StudyApi study = logged.study();
        finish(study, 1);
        try (Replica first = Logged.replica(mlflow)) {
            assertThat(first).isNotNull();
            logged.await(study, 1);
            logged.awaitRest(study);
        }
        jdbc.sql("""
            UPDATE mlflow_study m SET claim = gen_random_uuid(), claimed_until = clock_timestamp() + interval '5 seconds'
            FROM study s WHERE s.study_id = m.study_id AND s.name = ?
            """).param(study.name()).update();
        jdbc.sql("""
            UPDATE mlflow_run r SET run_id = NULL, logged_revision = NULL, is_doubtful = true, due_at = clock_timestamp()
            FROM study s WHERE s.study_id = r.study_id AND s.name = ?
            """).param(study.name()).update();
        finish(study, 1);
        try (Replica replica = Logged.replica(mlflow)) {
            assertThat(replica).isNotNull();
            logged.await(study, 2);
            logged.awaitRest(study);
        }
        logged.assertEachOnce(study, 2);
        assertThat(mlflow.state().all(study.name())).hasSize(2);
    }

    private String server(StudyApi study) {
        return jdbc.sql("SELECT server FROM mlflow_study JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(String.class)
                .single();
    }

    private MlflowProperties properties() {
        return new MlflowProperties(
                URI.create(mlflow.url()),
                null,
                null,
                null,
                "parley/{project}/{study}",
                LoggedByDefault.LABELLED,
                Logged.TIMEOUT,
                1,
                Duration.ofMinutes(1),
                Logged.RECHECK,
                Duration.ofSeconds(30),
                Duration.ofSeconds(5));
    }

    /** As where a machine slept while it logged, or its database was away for long. */
    @Test
    void aStudyIsNotTakenAgainByWhoHasIt() {
        finish(logged.study(), 1);
        StudyMarks marks = new StudyMarks(jdbc, properties());
        transactions.write(marks::beginWithNewStudies);
        transactions.write(() -> marks.lineUp(20));
        Claims claims = new Claims(marks, transactions, properties());
        assertThat(claims.take(2)).hasSize(1);
        jdbc.sql("UPDATE mlflow_study SET claimed_until = clock_timestamp() - interval '1s' WHERE claim IS NOT NULL")
                .update();
        assertThat(claims.take(2)).isEmpty();
        assertThat(new Claims(marks, transactions, properties()).take(2)).hasSize(1);
    }

    @Test
    void anotherServerGetsAllAndTheSameByAnotherNameNothingTwice() {
        StudyApi study = logged.study();
        finish(study, 5);
        try (Replica replica = Logged.replica(mlflow)) {
            assertThat(replica).isNotNull();
            logged.await(study, 5);
        }
        try (Replica renamed =
                Logged.replica(mlflow, "parley.mlflow.uri=" + mlflow.url().replace("127.0.0.1", "localhost"))) {
            assertThat(renamed).isNotNull();
            study.finish(0.5);
            logged.await(study, 6);
            logged.awaitRest(study);
        }
        assertThat(mlflow.state().all(study.name())).hasSize(6);
        String before = server(study);
        transactions.write(new StudyMarks(jdbc, properties())::beginWithAnotherServer);
        assertThat(server(study)).as("it was just moved").isEqualTo(before);
        jdbc.sql("UPDATE mlflow_study SET moved_at = moved_at - interval '10 minutes'")
                .update();
        try (ScriptedMlflow second = new ScriptedMlflow();
                Replica moved = Logged.replica(second)) {
            assertThat(moved).isNotNull();
            new Logged(api, jdbc, second).await(study, 6);
            assertThat(second.state().runs(study.name())).extracting(Run::trial).doesNotHaveDuplicates();
        }
    }
}
