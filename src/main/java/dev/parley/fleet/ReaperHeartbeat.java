package dev.parley.fleet;

import java.time.Duration;
import java.time.OffsetDateTime;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * The stored time at which a reaper last looked. Where it has a gap, no heartbeat could be received either, so all leases
 * are extended by that gap: no worker loses a trial because Parley was away.
 */
@Component
class ReaperHeartbeat {

    private static final Logger log = LoggerFactory.getLogger(ReaperHeartbeat.class);

    private final JdbcClient jdbc;
    private final Duration longestGap;

    ReaperHeartbeat(
            JdbcClient jdbc,
            @Value("${parley.reaper.interval:2s}") Duration interval,
            @Value("${parley.reaper.longest-gap:5s}") Duration longestGap) {
        if (longestGap.compareTo(interval.multipliedBy(2)) < 0) {
            throw new IllegalArgumentException(
                    "parley.reaper.longest-gap must be at least twice parley.reaper.interval, or no"
                            + " lease would ever run out: " + longestGap + ", " + interval);
        }
        this.jdbc = jdbc;
        this.longestGap = longestGap;
    }

    /** When a reaper looked last, and the time at which that was read. */
    private record Gap(OffsetDateTime since, OffsetDateTime until) {

        double seconds() {
            return Duration.between(since, until).toNanos() / 1e9;
        }
    }

    /**
     * Notes that a reaper looks now, after extending leases where none had for too long; answers the gap in seconds. Each time
     * is read once: where the database stands still in between, the next gap has what this one lacks.
     */
    double beat() {
        int beats = jdbc.sql("""
            WITH clock AS MATERIALIZED (SELECT clock_timestamp() AS now)
            UPDATE reaper SET seen_at = now FROM clock
            WHERE id = 1 AND now - seen_at <= make_interval(secs => :longest)
            """).param("longest", longestGap.toNanos() / 1e9).update();
        return beats == 1 ? 0 : extendLeases();
    }

    /** Has this transaction fail where a lock does not come soon: what one task waits for must not keep others waiting. */
    void waitShortly() {
        jdbc.sql("SET LOCAL lock_timeout = '500ms'").update();
    }

    private double extendLeases() {
        waitShortly();
        lockStudiesAtWork();
        Gap gap = jdbc.sql("SELECT seen_at AS since, clock_timestamp() AS until FROM reaper WHERE id = 1 FOR NO KEY"
                        + " UPDATE")
                .query(Gap.class)
                .single();
        if (gap.seconds() <= longestGap.toNanos() / 1e9) {
            return 0; // another reaper was faster
        }
        int extended = jdbc.sql("""
            UPDATE trial SET lease_expires_at = lease_expires_at + make_interval(secs => :gap)
            FROM study_progress p
            WHERE p.running > 0 AND trial.study_id = p.study_id AND trial.state = 'running'
            """).param("gap", gap.seconds()).update();
        jdbc.sql("UPDATE reaper SET seen_at = :until WHERE id = 1")
                .param("until", gap.until)
                .update();
        log.info("No reaper looked for {} s: {} leases were extended by that", Math.round(gap.seconds()), extended);
        return gap.seconds();
    }

    /** Whoever changes several trials locks the studies' progress first, in the order of the studies. */
    private void lockStudiesAtWork() {
        jdbc.sql("SELECT study_id FROM study_progress WHERE running > 0 ORDER BY study_id FOR NO KEY UPDATE")
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }
}
