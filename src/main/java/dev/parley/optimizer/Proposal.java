package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;

/**
 * A configuration that a model put forward and that waits to be used.
 *
 * @param id what names it in its study
 * @param configuration a whole point of the space
 * @param rank its place in the model's own order among those of the same answer, from 0
 * @param madeAt how many trials had ended when it came to be known
 */
public record Proposal(long id, Configuration configuration, int rank, int madeAt) {

    public Proposal {
        Objects.requireNonNull(configuration);
        if (rank < 0) {
            throw new IllegalArgumentException("rank must not be negative: " + rank);
        }
    }
}
