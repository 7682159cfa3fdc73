package dev.parley.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

@IntegrationTest
class ReaperCrowdIT {

    private static final int CROWD = 250;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private void runOut(StudyApi study) {
        jdbc.sql("""
            UPDATE trial SET lease_expires_at = clock_timestamp() - interval '1 second'
            WHERE state = 'running' AND study_id = (SELECT study_id FROM study WHERE name = :name)
            """).param("name", study.name()).update();
    }

    private static void awaitAll(StudyApi study, String state) {
        await().atMost(Duration.ofSeconds(30))
                .until(() -> study.get("").at("/progress/trials/" + state).asInt() == CROWD);
    }

    @Test
    void manyLeasesThatRunOutAtOnceAreAllTakenAndGivenOutAgain() {
        StudyApi study = api.study("'lease': {'seconds': 600, 'attempts': 2}");
        study.ask("{'count': " + CROWD + "}").is(200);
        long revision = study.get("").at("/progress/revision").asLong();
        runOut(study);
        awaitAll(study, "queued");
        assertThat(study.get("").at("/progress/revision").asLong()).isEqualTo(revision + CROWD);
        study.ask("{'count': " + CROWD + "}")
                .is(200)
                .has("/trials/0/number", "0")
                .has("/trials/249/attempt", "2");
        runOut(study);
        awaitAll(study, "lost");
        study.get("").has("/progress/trials/running", "0").has("/progress/trials/queued", "0");
    }
}
