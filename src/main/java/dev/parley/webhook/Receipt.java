package dev.parley.webhook;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What came of one attempt to deliver a message.
 *
 * @param status the answer's HTTP status; null where there was none
 * @param excerpt the beginning of the answer's body; null where there was no answer
 * @param error why it failed, in words; null if it did not
 * @param time how long it took
 */
record Receipt(
        @Nullable Integer status,
        @Nullable String excerpt,
        @Nullable String error,
        Duration time) {

    private static final int GONE = 410;

    /** Whether the receiver has taken it. */
    boolean isDelivered() {
        return error == null;
    }

    /** Whether the receiver wants no more messages. */
    boolean isGone() {
        return status != null && status == GONE;
    }
}
