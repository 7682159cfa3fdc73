package dev.parley.fleet;

import dev.parley.observability.Metric;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import dev.parley.trial.Misfits;
import dev.parley.trial.Trial;
import dev.parley.trial.TrialRepository;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Puts trials whose lease ran out back into the queue, or counts them as lost after the last attempt. Every replica has
 * a reaper; they take studies in small batches and wait for nobody but the lock of the study at hand.
 */
@Component
class Reaper {

    private static final Logger log = LoggerFactory.getLogger(Reaper.class);

    private static final int MOST_STUDIES = 100;
    private static final int MOST_TRIALS = 500;

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final Misfits misfits;
    private final ReaperHeartbeat heartbeat;
    private final IdempotencyKeys idempotencyKeys;
    private final JdbcClient jdbc;
    private final MeterRegistry meters;

    Reaper(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            Misfits misfits,
            ReaperHeartbeat heartbeat,
            IdempotencyKeys idempotencyKeys,
            JdbcClient jdbc,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.misfits = misfits;
        this.heartbeat = heartbeat;
        this.idempotencyKeys = idempotencyKeys;
        this.jdbc = jdbc;
        this.meters = meters;
    }

    /** Looks for leases that ran out, and for studies that time has completed. */
    @Scheduled(fixedDelayString = "${parley.reaper.interval:2s}")
    void reap() {
        try {
            transactions.write(heartbeat::beat);
            List<Long> due = transactions.read(this::studiesWithExpiredLeases);
            due.forEach(studyId -> transactions.write(() -> reap(studyId)));
            List<Long> idle = transactions.read(this::idleStudiesWithTimeLimit);
            idle.forEach(studyId -> transactions.write(() -> settle(studyId)));
        } catch (DataAccessException | TransactionException e) {
            log.warn("The reaper could not look for expired leases and will try again: {}", e.getMessage());
        }
    }

    /** Forgets idempotency keys that are kept no longer. */
    @Scheduled(fixedDelayString = "${parley.idempotency.purge-interval:1h}")
    void purge() {
        try {
            transactions.write(idempotencyKeys::purge);
        } catch (DataAccessException | TransactionException e) {
            log.warn("Old idempotency keys could not be removed and will be later: {}", e.getMessage());
        }
    }

    private List<Long> studiesWithExpiredLeases() {
        return jdbc.sql("""
            SELECT DISTINCT study_id FROM trial
            WHERE state = 'running' AND lease_expires_at < clock_timestamp()
            ORDER BY study_id LIMIT :most
            """)
                .param("most", MOST_STUDIES)
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    private List<Long> idleStudiesWithTimeLimit() {
        return jdbc.sql("""
            SELECT p.study_id FROM study_progress p JOIN study s USING (study_id)
            WHERE p.state = 'active' AND p.running = 0 AND p.queued = 0 AND p.first_ask_at IS NOT NULL
              AND s.limit_seconds IS NOT NULL
              AND clock_timestamp() >= p.first_ask_at
                  + make_interval(secs => s.limit_seconds + p.paused_seconds)
            ORDER BY p.study_id LIMIT :most
            """)
                .param("most", MOST_STUDIES)
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    private long settle(long studyId) {
        studies.lock(studyId).ifPresent(view -> view.change(() -> {}));
        return studyId;
    }

    private long reap(long studyId) {
        studies.lock(studyId).ifPresent(view -> {
            List<Integer> numbers = expiredTrials(studyId);
            if (!numbers.isEmpty()) {
                view.change(() -> trials.lockAll(studyId, numbers).forEach(trial -> expire(view, trial)));
            }
        });
        return studyId;
    }

    private List<Integer> expiredTrials(long studyId) {
        return jdbc.sql("""
            SELECT number FROM trial
            WHERE study_id = :study AND state = 'running' AND lease_expires_at < clock_timestamp()
            ORDER BY number LIMIT :most FOR NO KEY UPDATE
            """)
                .param("study", studyId)
                .param("most", MOST_TRIALS)
                .query((row, n) -> row.getInt("number"))
                .list();
    }

    private void expire(StudyView view, Trial trial) {
        int attempts = misfits.contain(view, trial) ? 0 : view.study().leaseAttempts();
        trial.expire(attempts, view.progress().nextRevision(), view.now());
        view.progress().moved(TrialState.RUNNING, trial.state());
        Metric.LEASES_EXPIRED.counter(meters).increment();
        if (trial.state() == TrialState.LOST) {
            Metric.TRIALS_LOST.counter(meters).increment();
        }
    }
}
