package dev.parley.llm.prediction;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Configurations whose scores are wanted, and all that a model may come to know of their study.
 *
 * @param description what is optimized, in its user's words; null if nothing was said
 * @param space where the configurations lie
 * @param objective the metric that is predicted: a study's first
 * @param history the trials so far; those that are complete are examples
 * @param candidates the configurations, at least one
 */
public record Inquiry(
        @Nullable String description,
        SearchSpace space,
        Objective objective,
        History history,
        List<Configuration> candidates) {

    public Inquiry {
        Objects.requireNonNull(space);
        Objects.requireNonNull(objective);
        Objects.requireNonNull(history);
        candidates = List.copyOf(candidates);
        if (candidates.isEmpty()) {
            throw new IllegalArgumentException("there must be a candidate");
        }
    }

    /** The same about some of the candidates. */
    Inquiry about(List<Configuration> some) {
        return new Inquiry(description, space, objective, history, some);
    }
}
