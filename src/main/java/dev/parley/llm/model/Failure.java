package dev.parley.llm.model;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * No answer, and why.
 *
 * @param kind the kind of failure
 * @param reason what happened, in words, without any key
 * @param retryAfter how long to wait before asking again, where somebody says so
 * @param tokens what it took all the same; null where the server says nothing
 * @param requests how many requests were sent
 * @param latency how long it took
 */
public record Failure(
        FailureKind kind,
        String reason,
        @Nullable Duration retryAfter,
        @Nullable Tokens tokens,
        int requests,
        Duration latency)
        implements Reply {

    static Failure of(FailureKind kind, String reason) {
        return of(kind, reason, null);
    }

    static Failure of(FailureKind kind, String reason, @Nullable Duration retryAfter) {
        return new Failure(kind, reason, retryAfter, null, 0, Duration.ZERO);
    }

    Failure after(int requests, Duration latency) {
        return new Failure(kind, reason, retryAfter, tokens, requests, latency);
    }
}
