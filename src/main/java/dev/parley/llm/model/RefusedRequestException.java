package dev.parley.llm.model;

import java.io.IOException;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The server answered with an HTTP status that is no success. */
final class RefusedRequestException extends IOException {

    private static final long serialVersionUID = 1L;

    private final int status;
    private final @Nullable Duration retryAfter;
    private final String body;

    RefusedRequestException(int status, @Nullable Duration retryAfter, String body) {
        super("HTTP " + status);
        this.status = status;
        this.retryAfter = retryAfter;
        this.body = body;
    }

    int status() {
        return status;
    }

    @Nullable
    Duration retryAfter() {
        return retryAfter;
    }

    /** The beginning of what it said; may have parts of the request in it. */
    String body() {
        return body;
    }
}
