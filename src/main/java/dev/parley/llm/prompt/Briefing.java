package dev.parley.llm.prompt;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * All that a model may come to know of a study.
 *
 * @param description what is optimized, in its user's words; null if nothing was said
 * @param space where to search
 * @param objectives what to optimize, at least one
 * @param constraints the names of the outcome constraints, each satisfied at zero and below
 * @param history the trials so far
 * @param earlier trials of earlier studies, the most telling first
 * @param failures trials that failed, the latest first
 * @param waiting proposals that wait to be used
 * @param repeated what the model proposed lately although it was tried already, the latest first
 * @param trialsLeft how many trials may still start; null if there is no limit
 * @param wanted how many proposals to ask for, from 1 to {@value #MOST_WANTED}
 * @param loop where the model stands if it works in a loop; null if each answer stands by itself
 */
public record Briefing(
        @Nullable String description,
        SearchSpace space,
        List<Objective> objectives,
        List<String> constraints,
        History history,
        List<EarlierTrial> earlier,
        List<FailedTrial> failures,
        List<Configuration> waiting,
        List<Configuration> repeated,
        @Nullable Long trialsLeft,
        int wanted,
        @Nullable Loop loop) {

    /** The most proposals to ask for at once. */
    public static final int MOST_WANTED = 16;

    public Briefing {
        Objects.requireNonNull(space);
        Objects.requireNonNull(history);
        objectives = List.copyOf(objectives);
        constraints = List.copyOf(constraints);
        earlier = List.copyOf(earlier);
        failures = List.copyOf(failures);
        waiting = List.copyOf(waiting);
        repeated = List.copyOf(repeated);
        if (objectives.isEmpty()) {
            throw new IllegalArgumentException("there must be an objective");
        }
        if (wanted < 1 || wanted > MOST_WANTED) {
            throw new IllegalArgumentException("wanted must lie between 1 and %d: %d".formatted(MOST_WANTED, wanted));
        }
    }
}
