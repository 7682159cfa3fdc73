package dev.parley.llm.model;

import org.jspecify.annotations.Nullable;

/** The models are not configured as they should be; says what to change, and nothing secret. */
final class ModelConfigurationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    ModelConfigurationException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
