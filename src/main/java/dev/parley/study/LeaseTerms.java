package dev.parley.study;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How long a worker may hold a trial without a sign of life, and how often a trial is handed out.
 *
 * @param seconds a lease's length; 86,400 (a day) if null
 * @param attempts how often a trial is handed out before it counts as lost; 3 if null
 */
public record LeaseTerms(
        @Min(1) @Max(LeaseTerms.MAX_SECONDS) @Nullable Integer seconds,
        @Min(1) @Max(1_000) @Nullable Integer attempts) {

    /** The longest lease: 30 days. */
    public static final int MAX_SECONDS = 30 * 86_400;

    /** A lease's length where nothing else is said: a day. */
    static final int DEFAULT_SECONDS = 86_400;

    /** How often a trial is handed out where nothing else is said. */
    static final int DEFAULT_ATTEMPTS = 3;

    static final LeaseTerms DEFAULT = new LeaseTerms(null, null);
}
