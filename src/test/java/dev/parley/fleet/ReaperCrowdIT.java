package dev.parley.fleet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@IntegrationTest
class ReaperCrowdIT {

    private static final int CROWD = 250;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private void runOut(StudyApi study) {
        jdbc.sql("""
            UPDATE trial SET lease_expires_at = clock_timestamp() - interval '1 second'
            WHERE state = 'running' AND study_id = (SELECT study_id FROM study WHERE name = :name)
            """).param("name", study.name()).update();
    }

    private static void await(StudyApi study, String state, int count) {
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> study.get("").at("/progress/trials/" + state).asInt() == count);
    }

    @Test
    void aStudyThatAnotherTransactionHoldsKeepsTheReaperFromNoOther() {
        StudyApi held = api.study();
        StudyApi free = api.study();
        held.ask();
        free.ask();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("""
                SELECT p.study_id FROM study_progress p JOIN study s USING (study_id) WHERE s.name = :name FOR UPDATE OF p
                """).param("name", held.name()).query().singleColumn();
            runOutBesides(held);
            runOutBesides(free);
            await(free, "queued", 1);
            held.get("").has("/progress/trials/running", "1");
        });
        await(held, "queued", 1);
    }

    /** In a transaction of its own. */
    private void runOutBesides(StudyApi study) {
        CompletableFuture.runAsync(() -> runOut(study)).join();
    }

    @Test
    void manyLeasesThatRunOutAtOnceAreAllTakenAndGivenOutAgain() {
        StudyApi study = api.study("'lease': {'seconds': 600, 'attempts': 2}");
        study.ask("{'count': " + CROWD + "}").is(200);
        long revision = study.get("").at("/progress/revision").asLong();
        runOut(study);
        await(study, "queued", CROWD);
        assertThat(study.get("").at("/progress/revision").asLong()).isEqualTo(revision + CROWD);
        study.ask("{'count': " + CROWD + "}")
                .is(200)
                .has("/trials/0/number", "0")
                .has("/trials/249/attempt", "2");
        runOut(study);
        await(study, "lost", CROWD);
        study.get("").has("/progress/trials/running", "0").has("/progress/trials/queued", "0");
    }
}
