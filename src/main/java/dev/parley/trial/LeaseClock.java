package dev.parley.trial;

import java.sql.Timestamp;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Renews leases by the database's clock, one statement each, without locking a study's progress. */
@Component
class LeaseClock {

    private final JdbcClient jdbc;

    LeaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * Lets a lease last from now.
     *
     * @param seconds how long; as long as when it was given if null
     * @return when it ends; empty if it is not current
     */
    Optional<Instant> renew(Lease lease, @Nullable Integer seconds) {
        return jdbc.sql("""
            UPDATE trial SET lease_expires_at =
                clock_timestamp() + make_interval(secs => coalesce(:seconds::integer, lease_seconds))
            WHERE study_id = :study AND number = :number AND state = 'running'
              AND handout = :handout AND lease_nonce = :nonce
            RETURNING lease_expires_at
            """)
                .param("seconds", seconds)
                .param("study", lease.studyId())
                .param("number", lease.number())
                .param("handout", lease.handout())
                .param("nonce", lease.nonce())
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant);
    }
}
