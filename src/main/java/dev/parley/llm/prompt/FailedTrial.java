package dev.parley.llm.prompt;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;

/**
 * A trial that failed.
 *
 * @param configuration what was tried
 * @param reason why it failed, as its worker said it
 */
public record FailedTrial(Configuration configuration, String reason) {

    public FailedTrial {
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(reason);
    }
}
