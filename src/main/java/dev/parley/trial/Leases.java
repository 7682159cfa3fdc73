package dev.parley.trial;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads lease tokens and refuses those that do not fit. */
final class Leases {

    private Leases() {}

    /**
     * The lease behind a token.
     *
     * @throws ProblemException of type invalid-request if it is no token, of type lease-mismatch if it belongs to another
     *     trial or study
     */
    static Lease of(String token, TrialId trial) {
        Lease lease = Lease.read(token)
                .orElseThrow(() -> new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "The lease is not one that an ask gave.",
                        List.of(new FieldFault("/lease", "must be a lease as an ask gave it"))));
        if (lease.studyId() != trial.studyId() || lease.number() != trial.number()) {
            throw mismatch();
        }
        return lease;
    }

    /** The same, where a lease may be left out. */
    static @Nullable Lease ofNullable(@Nullable String token, TrialId trial) {
        return token == null ? null : of(token, trial);
    }

    /** The problem of a lease that no handout of the trial gave. */
    static ProblemException mismatch() {
        return new ProblemException(
                ProblemType.LEASE_MISMATCH, "The lease belongs to another trial, or to a trial of another study.");
    }

    /** The problem of a worker whose lease ran out, was released, or went to another. */
    static ProblemException lost(int number) {
        return new ProblemException(
                ProblemType.LEASE_LOST,
                "Trial %d does not run under this lease any more. Drop it and ask for another.".formatted(number));
    }
}
