package dev.parley.fleet;

import dev.parley.problem.DatabaseFaults;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Studies;
import dev.parley.study.Transactions;
import dev.parley.trial.LeaseExpiry;
import dev.parley.trial.TrialRepository;
import java.util.List;
import java.util.function.LongConsumer;
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

    /** How many studies are looked at before the next heartbeat. */
    private static final int MOST_STUDIES = 100;

    /** How many trials are taken at a time, for as long as which the study's asks wait. */
    private static final int MOST_TRIALS = 100;

    /**
     * Leases that ran out. Only what had when a reaper last looked counts: time that none saw, be it that the database stood
     * still within a transaction of this one, takes no worker its trial.
     */
    private static final String EXPIRED =
            "state = 'running' AND lease_expires_at < (SELECT seen_at FROM reaper WHERE id = 1)";

    private final Transactions transactions;
    private final Studies studies;
    private final TrialRepository trials;
    private final LeaseExpiry expiry;
    private final ReaperHeartbeat heartbeat;
    private final IdempotencyKeys idempotencyKeys;
    private final JdbcClient jdbc;

    Reaper(
            Transactions transactions,
            Studies studies,
            TrialRepository trials,
            LeaseExpiry expiry,
            ReaperHeartbeat heartbeat,
            IdempotencyKeys idempotencyKeys,
            JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.trials = trials;
        this.expiry = expiry;
        this.heartbeat = heartbeat;
        this.idempotencyKeys = idempotencyKeys;
        this.jdbc = jdbc;
    }

    /** Says that a reaper looks, whatever those that are at work wait for. */
    @Scheduled(fixedDelayString = "${parley.reaper.interval:2s}")
    void beat() {
        try {
            transactions.write(heartbeat::beat);
        } catch (DataAccessException | TransactionException e) {
            log.warn("The reaper could not say that it looks and will try again: {}", e.getMessage());
        }
    }

    /** Looks for leases that ran out, and for studies that time has completed. */
    @Scheduled(fixedDelayString = "${parley.reaper.interval:2s}")
    void reap() {
        try {
            transactions.read(this::studiesWithExpiredLeases).forEach(studyId -> unlessHeld(studyId, this::reap));
            transactions.read(this::idleStudiesWithTimeLimit).forEach(studyId -> unlessHeld(studyId, this::settle));
        } catch (DataAccessException | TransactionException e) {
            log.warn("The reaper could not look for expired leases and will try again: {}", e.getMessage());
        }
    }

    /** Leaves a study for the next time where something is wrong with it alone: mostly that another transaction holds it for long. */
    private static void unlessHeld(long studyId, LongConsumer work) {
        try {
            work.accept(studyId);
        } catch (DataAccessException e) {
            if (DatabaseFaults.isAway(e)) {
                throw e;
            }
            log.info(
                    "The reaper leaves study {} for the next time: {}",
                    studyId,
                    e.getMostSpecificCause().getMessage());
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
            SELECT study_id FROM study_progress
            WHERE running > 0 AND EXISTS (
              SELECT FROM trial WHERE trial.study_id = study_progress.study_id AND %s)
            ORDER BY study_id LIMIT :most
            """.formatted(EXPIRED))
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

    private void settle(long studyId) {
        transactions.write(() -> {
            heartbeat.waitShortly();
            studies.lock(studyId).ifPresent(view -> view.change(() -> {}));
            return studyId;
        });
    }

    /** Takes what ran out in a study, a few trials at a time: between them its asks and tells have their turn. */
    private void reap(long studyId) {
        int taken;
        do {
            taken = transactions.write(() -> reapSome(studyId));
        } while (taken == MOST_TRIALS);
    }

    private int reapSome(long studyId) {
        heartbeat.waitShortly();
        return studies.lock(studyId)
                .map(view -> {
                    List<Integer> numbers = expiredTrials(studyId);
                    if (!numbers.isEmpty()) {
                        view.change(
                                () -> trials.lockAll(studyId, numbers).forEach(trial -> expiry.expire(view, trial)));
                    }
                    return numbers.size();
                })
                .orElse(0);
    }

    private List<Integer> expiredTrials(long studyId) {
        return jdbc.sql("""
            SELECT number FROM trial
            WHERE study_id = :study AND %s
            ORDER BY number LIMIT :most FOR NO KEY UPDATE
            """.formatted(EXPIRED))
                .param("study", studyId)
                .param("most", MOST_TRIALS)
                .query((row, n) -> row.getInt("number"))
                .list();
    }
}
