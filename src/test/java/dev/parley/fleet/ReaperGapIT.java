package dev.parley.fleet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionTemplate;

@IntegrationTest
class ReaperGapIT {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    TransactionTemplate transaction;

    private static Instant expiry(StudyApi study) {
        return Instant.parse(study.trial(0).at("/leaseExpiresAt").asString());
    }

    @Test
    void leasesAreExtendedByTheTimeThatTheReaperWasAway() {
        StudyApi study = api.study("'lease': {'seconds': 600}");
        study.ask();
        Instant before = expiry(study);
        jdbc.sql("UPDATE reaper SET seen_at = seen_at - interval '1 hour'").update();
        await().atMost(Duration.ofSeconds(20)).until(() -> !expiry(study).equals(before));
        assertThat(Duration.between(before, expiry(study))).isBetween(Duration.ofMinutes(60), Duration.ofMinutes(61));
    }

    /** The reaper is held at its heartbeat while the past is made up, so that it cannot look in between. */
    @Test
    void aLeaseThatRanOutWhileTheReaperWasAwayIsNotLost() {
        StudyApi study = api.study("'lease': {'seconds': 600, 'attempts': 1}");
        study.ask();
        transaction.executeWithoutResult(status -> {
            jdbc.sql("UPDATE reaper SET seen_at = seen_at - interval '1 hour'").update();
            await().atMost(Duration.ofSeconds(20)).until(this::reaperWaits);
            jdbc.sql("""
                UPDATE trial SET lease_expires_at = clock_timestamp() - interval '10 minutes'
                WHERE study_id = (SELECT study_id FROM study WHERE name = :name)
                """).param("name", study.name()).update();
        });
        await().atMost(Duration.ofSeconds(20)).until(() -> expiry(study).isAfter(Instant.now()));
        study.trial(0).has("/state", "'running'");
        assertThat(Duration.between(Instant.now(), expiry(study)))
                .isBetween(Duration.ofMinutes(49), Duration.ofMinutes(51));
    }

    private boolean reaperWaits() {
        return jdbc.sql("""
            SELECT count(*) FROM pg_stat_activity
            WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE '%UPDATE reaper%'
            """).query(Integer.class).single() > 0;
    }
}
