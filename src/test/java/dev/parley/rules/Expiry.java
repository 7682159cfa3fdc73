package dev.parley.rules;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Makes leases run out. */
final class Expiry {

    private Expiry() {}

    /** Lets the leases of running trials run out together, and waits until a reaper has taken all of them. */
    static void of(JdbcClient jdbc, String study, List<Integer> numbers) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(20))
                .atMost(Duration.ofSeconds(60))
                .until(() -> jdbc.sql("""
                    UPDATE trial SET lease_expires_at = clock_timestamp() - interval '1 second'
                    WHERE number = ANY (:numbers) AND state = 'running'
                      AND study_id = (SELECT study_id FROM study WHERE name = :name)
                    """)
                                .param("numbers", numbers.toArray(Integer[]::new))
                                .param("name", study)
                                .update()
                        == 0);
    }
}
