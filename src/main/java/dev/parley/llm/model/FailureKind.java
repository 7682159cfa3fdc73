package dev.parley.llm.model;

import java.util.Locale;

/** Why a call to a model gave no answer. */
public enum FailureKind {
    /** The model's time ran out. */
    TIMEOUT,
    /** The provider says that it is asked too often (429). */
    RATE_LIMITED,
    /** Parley's own limit of requests a minute is reached; nothing was sent. */
    THROTTLED,
    /** The provider failed (5xx). */
    SERVER_ERROR,
    /** The key is not accepted (401, 403). */
    UNAUTHORIZED,
    /** The provider takes the request to be wrong (any other 4xx): an unknown model, for instance. */
    REJECTED,
    /** The model answered that it will not answer. */
    DECLINED,
    /** What came is not what the provider's interface promises. */
    UNREADABLE,
    /** An answer without text. */
    EMPTY,
    /** An answer longer than any that could be of use. */
    TOO_LARGE,
    /** The server cannot be reached, or hung up. */
    CONNECTION,
    /** The model failed too often of late; nothing was sent. */
    CIRCUIT_OPEN,
    /** The caller was interrupted. */
    CANCELLED;

    /** Whether another attempt a little later may well succeed. */
    boolean isPassing() {
        return switch (this) {
            case RATE_LIMITED, SERVER_ERROR, CONNECTION -> true;
            case TIMEOUT,
                    THROTTLED,
                    UNAUTHORIZED,
                    REJECTED,
                    DECLINED,
                    UNREADABLE,
                    EMPTY,
                    TOO_LARGE,
                    CIRCUIT_OPEN,
                    CANCELLED -> false;
        };
    }

    /** Whether a call that ended so costs nothing: nothing was sent, or the provider refused it. */
    public boolean isFree() {
        return switch (this) {
            case RATE_LIMITED, THROTTLED, SERVER_ERROR, UNAUTHORIZED, REJECTED, CIRCUIT_OPEN -> true;
            case TIMEOUT, DECLINED, UNREADABLE, EMPTY, TOO_LARGE, CONNECTION, CANCELLED -> false;
        };
    }

    /** Whether there was an answer all the same, if none that can be used. */
    public boolean isAnswer() {
        return switch (this) {
            case DECLINED, UNREADABLE, EMPTY, TOO_LARGE -> true;
            case TIMEOUT,
                    RATE_LIMITED,
                    THROTTLED,
                    SERVER_ERROR,
                    UNAUTHORIZED,
                    REJECTED,
                    CONNECTION,
                    CIRCUIT_OPEN,
                    CANCELLED -> false;
        };
    }

    /** Whether it says that something is wrong with the model, and not with the question or the caller. */
    boolean isTheModels() {
        return switch (this) {
            case TIMEOUT,
                    RATE_LIMITED,
                    SERVER_ERROR,
                    UNAUTHORIZED,
                    REJECTED,
                    UNREADABLE,
                    EMPTY,
                    TOO_LARGE,
                    CONNECTION -> true;
            case THROTTLED, DECLINED, CIRCUIT_OPEN, CANCELLED -> false;
        };
    }

    /** The kind's word, such as {@code rate-limited}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
