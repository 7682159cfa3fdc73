package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;

/**
 * A proposed configuration.
 *
 * @param configuration what to try, a whole point of the space
 * @param origin where it came from
 */
public record Suggestion(Configuration configuration, Origin origin) {

    public Suggestion {
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(origin);
    }
}
