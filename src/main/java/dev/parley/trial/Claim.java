package dev.parley.trial;

import jakarta.persistence.Embeddable;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Who works on a trial, under which lease, and how often it has been handed out. */
@Embeddable
class Claim {

    private @Nullable String worker;
    private int attempt;
    private int handout;
    private @Nullable Integer leaseNonce;
    private @Nullable Integer leaseSeconds;
    private @Nullable Instant leaseExpiresAt;

    /** Gives the trial to a worker. */
    void give(@Nullable String worker, int seconds, int nonce, Instant now) {
        this.worker = worker;
        this.attempt++;
        this.handout++;
        this.leaseNonce = nonce;
        this.leaseSeconds = seconds;
        this.leaseExpiresAt = now.plus(Duration.ofSeconds(seconds));
    }

    /** Gives the trial to its worker again, which lost the lease. */
    void giveAgain(int seconds, int nonce, boolean isNewAttempt, Instant now) {
        give(worker, seconds, nonce, now);
        if (!isNewAttempt) {
            this.attempt--;
        }
    }

    /** Takes the trial back; the attempt counts. */
    void takeBack() {
        this.worker = null;
        this.leaseExpiresAt = null;
    }

    /** Takes the trial back as if it had not been handed out. */
    void undo() {
        this.attempt--;
        takeBack();
    }

    /** Ends the lease of a trial that ended; who worked on it stays. */
    void end() {
        this.leaseExpiresAt = null;
    }

    /** Whether the lease is the last one given. */
    boolean isUnder(Lease lease) {
        return leaseNonce != null && lease.handout() == handout && lease.nonce() == leaseNonce;
    }

    /**
     * Whether a lease can be one that was given. One that cannot was given in another life of the database, for a handout that
     * a restore has undone.
     */
    boolean canHaveGiven(Lease lease) {
        return lease.handout() < handout
                || (lease.handout() == handout && (leaseNonce == null || lease.nonce() == leaseNonce));
    }

    @Nullable
    Lease lease(TrialId trial) {
        return leaseNonce == null ? null : new Lease(trial.studyId(), trial.number(), handout, leaseNonce);
    }

    @Nullable
    String worker() {
        return worker;
    }

    int attempt() {
        return attempt;
    }

    int handout() {
        return handout;
    }

    @Nullable
    Integer leaseNonce() {
        return leaseNonce;
    }

    @Nullable
    Integer leaseSeconds() {
        return leaseSeconds;
    }

    @Nullable
    Instant leaseExpiresAt() {
        return leaseExpiresAt;
    }
}
