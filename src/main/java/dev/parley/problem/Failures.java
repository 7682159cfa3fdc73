package dev.parley.problem;

import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.ConcurrencyFailureException;

/** Makes problems of what services end with, whichever door they were called by. */
public final class Failures {

    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);
    private static final Duration DATABASE_RETRY = Duration.ofSeconds(5);
    private static final Duration CONFLICT_RETRY = Duration.ofSeconds(1);
    private static final int DEEPEST = 20;

    private Failures() {}

    /**
     * The problem that a failure is, which is logged unless a caller caused it.
     *
     * @param request what was asked for, in a word or two
     */
    public static ProblemException problem(Exception failure, String request) {
        if (failure instanceof ProblemException problem) {
            return problem;
        }
        Optional<ProblemException> ofBody = ofBody(failure);
        if (ofBody.isPresent()) {
            return ofBody.get();
        }
        if (DatabaseFaults.isAway(failure)) {
            LOG.warn("The database cannot be reached: {}", failure.getMessage());
            return new ProblemException(
                            ProblemType.DATABASE_UNAVAILABLE, "The database cannot be reached; try again shortly.")
                    .retryAfter(DATABASE_RETRY);
        }
        if (failure instanceof ConcurrencyFailureException) {
            LOG.warn("A transaction kept colliding with others: {}", failure.getMessage());
            return new ProblemException(
                            ProblemType.OVERLOADED, "Too many requests change the same study; try again shortly.")
                    .retryAfter(CONFLICT_RETRY);
        }
        return internal(failure, request);
    }

    /** The problem of a body that turned out too large or too slow while somebody read it. */
    static Optional<ProblemException> ofBody(Exception failure) {
        int depth = 0;
        for (Throwable inner = failure; inner != null && depth < DEEPEST; inner = inner.getCause(), depth++) {
            switch (inner) {
                case BodyTooLargeException tooLarge -> {
                    return Optional.of(tooLarge.problem());
                }
                case BodyTooSlowException tooSlow -> {
                    return Optional.of(tooSlow.problem());
                }
                default -> {}
            }
        }
        return Optional.empty();
    }

    static ProblemException internal(Exception failure, String request) {
        String reference = UUID.randomUUID().toString().substring(0, 8);
        LOG.error("{} failed, reference {}", request, reference, failure);
        return new ProblemException(
                        ProblemType.INTERNAL,
                        "The request failed inside Parley; the log tells why under " + reference + ".")
                .with("reference", reference);
    }
}
