package dev.parley.fleet;

import java.time.Duration;
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

    ReaperHeartbeat(JdbcClient jdbc, @Value("${parley.reaper.longest-gap:30s}") Duration longestGap) {
        this.jdbc = jdbc;
        this.longestGap = longestGap;
    }

    /** Notes that a reaper looks now, after extending leases where none had for too long; answers the gap in seconds. */
    double beat() {
        double gap = jdbc.sql(
                        "SELECT extract(epoch FROM clock_timestamp() - seen_at) FROM reaper WHERE id = 1 FOR UPDATE")
                .query(Double.class)
                .single();
        if (gap > longestGap.toNanos() / 1e9) {
            lockStudiesAtWork();
            int extended = jdbc.sql("""
                UPDATE trial SET lease_expires_at = lease_expires_at + make_interval(secs => :gap)
                WHERE state = 'running'
                """).param("gap", gap).update();
            log.info("No reaper looked for {} s: {} leases were extended by that", Math.round(gap), extended);
        }
        jdbc.sql("UPDATE reaper SET seen_at = clock_timestamp() WHERE id = 1").update();
        return gap;
    }

    /** Whoever changes several trials locks the studies' progress first, in the order of the studies. */
    private void lockStudiesAtWork() {
        jdbc.sql("SELECT study_id FROM study_progress WHERE running > 0 ORDER BY study_id FOR NO KEY UPDATE")
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }
}
