package dev.parley.trial;

import dev.parley.optimizer.Direction;
import dev.parley.study.TrialState;
import jakarta.persistence.Embedded;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import java.time.Instant;
import java.util.Map;
import org.hibernate.annotations.DynamicUpdate;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.Nullable;

/**
 * One evaluation of one configuration.
 *
 * <p>Every transition takes the revision that the study's progress gave for it. Trials are inserted by
 * {@link TrialWriter}, many at a time.
 */
@Entity
@DynamicUpdate
public class Trial {

    @EmbeddedId
    private TrialId id;

    @Enumerated(EnumType.STRING)
    private TrialState state;

    @JdbcTypeCode(SqlTypes.JSON)
    private String configuration;

    private boolean imported;

    @Embedded
    private Provenance provenance;

    private long revision;
    private long createdRevision;
    private @Nullable Long finishedRevision;
    private @Nullable Long retractedRevision;

    @Embedded
    private Claim claim;

    @Embedded
    private RecordedOutcome recorded;

    private @Nullable String reason;
    private Instant createdAt;
    private @Nullable Instant startedAt;
    private @Nullable Instant finishedAt;

    @SuppressWarnings("NullAway.Init") // filled by JPA
    protected Trial() {}

    /** A trial in the queue, its configuration as a JSON text. */
    public Trial(
            TrialId id, Provenance provenance, String configuration, boolean imported, long revision, Instant now) {
        this.id = id;
        this.state = TrialState.QUEUED;
        this.provenance = provenance;
        this.claim = new Claim();
        this.recorded = new RecordedOutcome();
        this.configuration = configuration;
        this.imported = imported;
        this.revision = revision;
        this.createdRevision = revision;
        this.createdAt = now;
    }

    /** Hands a queued trial to a worker. */
    public void handOut(@Nullable String worker, int leaseSeconds, int nonce, long revision, Instant now) {
        requireState(TrialState.QUEUED);
        this.state = TrialState.RUNNING;
        claim.give(worker, leaseSeconds, nonce, now);
        this.startedAt = now;
        this.revision = revision;
    }

    /** Hands a running trial to its worker again, whose earlier lease ends. */
    public void handOutAgain(int leaseSeconds, int nonce, boolean isNewAttempt, long revision, Instant now) {
        requireState(TrialState.RUNNING);
        claim.giveAgain(leaseSeconds, nonce, isNewAttempt, now);
        this.startedAt = now;
        this.revision = revision;
    }

    /** Puts a running trial back into the queue, as if it had not been handed out. */
    void release(long revision) {
        requireState(TrialState.RUNNING);
        claim.undo();
        this.state = TrialState.QUEUED;
        this.revision = revision;
    }

    /** Takes a running trial from a worker whose lease ran out; after the last attempt it is lost. */
    public void expire(int attempts, long revision, Instant now) {
        requireState(TrialState.RUNNING);
        if (claim.attempt() < attempts) {
            claim.takeBack();
            this.state = TrialState.QUEUED;
            this.revision = revision;
        } else {
            finish(
                    TrialState.LOST,
                    "No attempt at it ended with a result; attempts: " + claim.attempt(),
                    revision,
                    now);
        }
    }

    /** Records how it ended. */
    void tell(
            Outcome outcome,
            @Nullable Map<String, Object> attributes,
            Direction direction,
            long revision,
            Instant now) {
        if (state.isTold() || state == TrialState.CANCELLED) {
            throw new IllegalStateException("trial " + id.number() + " ended already");
        }
        finish(outcome.state(), outcome.reason(), revision, now);
        recorded.keep(outcome, attributes, direction);
    }

    /** Notes when imported history began. */
    void began(@Nullable Instant startedAt) {
        requireState(TrialState.QUEUED);
        this.startedAt = startedAt;
    }

    /** Ends a queued or running trial; a reason where it is not its client's. */
    void cancel(@Nullable String reason, long revision, Instant now) {
        if (state != TrialState.QUEUED && state != TrialState.RUNNING) {
            throw new IllegalStateException("trial " + id.number() + " ended already");
        }
        finish(TrialState.CANCELLED, reason, revision, now);
    }

    /** Withdraws a result. What was told is kept for the record and counts no more. */
    void retract(long revision) {
        if (!state.isTold()) {
            throw new IllegalStateException("trial " + id.number() + " has no result");
        }
        this.state = TrialState.CANCELLED;
        recorded.withdraw();
        this.retractedRevision = revision;
        this.revision = revision;
    }

    private void finish(TrialState state, @Nullable String reason, long revision, Instant now) {
        this.state = state;
        this.reason = reason;
        claim.end();
        this.finishedAt = now;
        this.finishedRevision = revision;
        this.revision = revision;
    }

    private void requireState(TrialState required) {
        if (state != required) {
            throw new IllegalStateException("trial %d is %s, not %s".formatted(id.number(), state, required));
        }
    }

    /** Whether the lease is the one that this trial runs under now. */
    boolean isHeldBy(Lease lease) {
        return state == TrialState.RUNNING && claim.isUnder(lease);
    }

    /** Whether a lease can be one that it was handed out under, now or before. */
    boolean canHaveGiven(Lease lease) {
        return claim.canHaveGiven(lease);
    }

    /** The lease it runs under; null unless it is running. */
    @Nullable
    Lease lease() {
        return state == TrialState.RUNNING ? claim.lease(id) : null;
    }

    /** The outcome that was told; null if none was. */
    @Nullable
    Outcome outcome() {
        return recorded.outcome(state, reason);
    }

    public int number() {
        return id.number();
    }

    public TrialId id() {
        return id;
    }

    public TrialState state() {
        return state;
    }

    /** Where its configuration came from. */
    public Provenance provenance() {
        return provenance;
    }

    /** The configuration as a JSON text. */
    public String configuration() {
        return configuration;
    }

    boolean isRetracted() {
        return retractedRevision != null;
    }

    public boolean isImported() {
        return imported;
    }

    public long revision() {
        return revision;
    }

    long createdRevision() {
        return createdRevision;
    }

    @Nullable
    Long finishedRevision() {
        return finishedRevision;
    }

    /** Who works on it. */
    Claim claim() {
        return claim;
    }

    /** How often it has been handed out, releases not counted. */
    public int attempt() {
        return claim.attempt();
    }

    /** How often it has been handed out, releases counted. */
    public int handout() {
        return claim.handout();
    }

    /** What is kept of its outcome. */
    RecordedOutcome recorded() {
        return recorded;
    }

    @Nullable
    String reason() {
        return reason;
    }

    Instant createdAt() {
        return createdAt;
    }

    @Nullable
    Instant startedAt() {
        return startedAt;
    }

    @Nullable
    Instant finishedAt() {
        return finishedAt;
    }
}
