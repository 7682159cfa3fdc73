package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A proposed configuration.
 *
 * @param configuration what to try, a whole point of the space
 * @param origin where it came from
 * @param mixing what a model had to do with it; null if nothing
 */
public record Suggestion(
        Configuration configuration,
        Origin origin,
        @Nullable Mixing mixing) {

    /** A suggestion that no model had to do with. */
    public Suggestion(Configuration configuration, Origin origin) {
        this(configuration, origin, null);
    }

    public Suggestion {
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(origin);
    }

    /** How a model took part. */
    public Turn turn() {
        return mixing == null ? Turn.NONE : mixing.turn();
    }
}
