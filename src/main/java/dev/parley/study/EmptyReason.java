package dev.parley.study;

import java.util.Locale;

/** Why an ask got no trials. */
public enum EmptyReason {
    /** The study is paused. */
    PAUSED(30),
    /** A limit is met; what was handed out is still running. */
    DRAINING(5),
    /** As many trials run as may. */
    PARALLEL_LIMIT(1),
    /** What may be handed out does not match the values the ask fixes. */
    NO_MATCH(5),
    /** The study is over. */
    COMPLETED(0);

    private final int retryAfterSeconds;

    EmptyReason(int retryAfterSeconds) {
        this.retryAfterSeconds = retryAfterSeconds;
    }

    /** When to ask again, in seconds; 0 for never. */
    public int retryAfterSeconds() {
        return retryAfterSeconds;
    }

    /** The reason's word, such as {@code parallel-limit}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
