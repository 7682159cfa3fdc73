package dev.parley.trial;

import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Renews leases by the database's clock, with one statement that is a transaction of its own, and without locking a study's
 * progress. What it changes is in no index, so that it costs the same however many trials run.
 */
@Component
public class LeaseClock {

    private static final String RENEWAL = """
        UPDATE trial SET %slease_expires_at =
            clock_timestamp() + make_interval(secs => coalesce(:seconds::integer, lease_seconds))
        WHERE study_id = (SELECT study_id FROM study WHERE project = :project AND name = :name)
          AND study_id = :study AND number = :number AND state = 'running'
          AND handout = :handout AND lease_nonce = :nonce
        """;

    /**
     * A renewal that a crash of the database may undo if it comes within a second after: then the lease is as it was before, plus the
     * time that the crash took if that was long.
     */
    private static final String HEARTBEAT = RENEWAL.formatted("") + """
        AND (SELECT set_config('synchronous_commit', 'off', true)) = 'off'
        RETURNING lease_expires_at
        """;

    /** The statement by which a report renews its lease if that is current, without what it returns. */
    public static final String REPORT = RENEWAL.formatted("reports = reports + 1, ");

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;

    LeaseClock(JdbcClient jdbc, Transactions transactions, Studies studies, TrialRepository trials) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
    }

    /**
     * Lets a lease last from now. The disk is not waited for.
     *
     * @param seconds how long; as long as when the trial was handed out if null
     * @return when it ends; empty if it is not the current one of a trial of this study
     */
    Optional<Instant> renew(Project project, StudyName study, Lease lease, @Nullable Integer seconds) {
        return transactions.statement(() -> jdbc.sql(HEARTBEAT)
                .params(parameters(project, study, lease, seconds))
                .query(Timestamp.class)
                .optional()
                .map(Timestamp::toInstant));
    }

    /** Lets the leases of running trials last from now, whoever holds them; the others of these trials stay as they are. */
    public void renewAll(long studyId, Collection<Integer> numbers) {
        if (!numbers.isEmpty()) {
            transactions.statement(() -> jdbc.sql("""
                UPDATE trial SET lease_expires_at = clock_timestamp() + make_interval(secs => lease_seconds)
                WHERE study_id = :study AND number IN (:numbers) AND state = 'running'
                """)
                    .param("study", studyId)
                    .param("numbers", numbers)
                    .update());
        }
    }

    /** The parameters of {@link #REPORT}, in a map that takes more. */
    public static Map<String, @Nullable Object> parameters(
            Project project, StudyName study, Lease lease, @Nullable Integer seconds) {
        Map<String, @Nullable Object> parameters = new HashMap<>();
        parameters.put("project", project.name());
        parameters.put("name", study.value());
        parameters.put("study", lease.studyId());
        parameters.put("number", lease.number());
        parameters.put("handout", lease.handout());
        parameters.put("nonce", lease.nonce());
        parameters.put("seconds", seconds);
        return parameters;
    }

    /**
     * Why a lease could not be renewed.
     *
     * @return of type study-not-found, trial-not-found, invalid-request where it is no lease, lease-mismatch where it is
     *     another trial's, and else lease-lost
     */
    public ProblemException refusal(Project project, StudyName name, int number, String token) {
        return transactions.read(() -> {
            TrialId id = new TrialId(studies.find(project, name).study().id(), number);
            Leases.of(token, id);
            return trials.existsById(id) ? Leases.lost(number) : TrialService.notFound(name, number);
        });
    }
}
