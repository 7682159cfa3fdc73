package dev.parley.llm.model;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * The state that a model is in, as one process knows it.
 *
 * @param state the state
 * @param failingSince when the first of the calls in a row that failed ended; null while the last one succeeded
 * @param reason why the last call failed
 * @param retryAt when an open circuit lets a call through again
 */
public record ModelHealth(
        ModelState state,
        @Nullable Instant failingSince,
        @Nullable FailureKind reason,
        @Nullable Instant retryAt) {

    static final ModelHealth READY = new ModelHealth(ModelState.READY, null, null, null);
}
