package dev.parley.postgres;

import org.jspecify.annotations.Nullable;

/** The embedded database cannot start; says what a person can do. */
final class PostgresStartException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String action;

    PostgresStartException(String message, String action, @Nullable Throwable cause) {
        super(message, cause);
        this.action = action;
    }

    String action() {
        return action;
    }
}
