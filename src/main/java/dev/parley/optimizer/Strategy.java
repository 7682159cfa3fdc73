package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses configurations from a history.
 *
 * <p>A strategy is a pure function and keeps no state between calls: equal arguments give equal suggestions, whichever
 * thread or process computes them. It never throws for a history or a draw that a study can bring about.
 *
 * <p>A strategy whose suggestions need something slow does that apart, in {@link #fit}. Its suggestions follow from the
 * history at hand and from the fit, and that from the history that it was given, so that both can be computed again.
 */
public interface Strategy {

    /**
     * Suggests one configuration for each draw, in their order; each may take the ones before it into account, and
     * none depends on the ones after it.
     *
     * @param space where to search
     * @param objectives what to optimize, at least one
     * @param history what is known and what is pending
     * @param fixed a partial configuration that every suggestion must match; empty to choose freely
     * @param draws one for each suggestion wanted
     */
    List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws);

    /** Whether there is anything to {@link #fit}. */
    default boolean isFitted() {
        return false;
    }

    /**
     * Does the slow part of suggesting, ahead of asking; a pure function that never throws, like {@link #suggest}.
     *
     * @return null where there is nothing to fit, as where the history is too short or too long
     */
    default @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        return null;
    }

    /**
     * Suggests as {@link #suggest(SearchSpace, List, History, Configuration, List)} does, with what was learned ahead.
     *
     * @param fit what {@link #fit} gave for the same space and objectives and an earlier state of the history; null if
     *     there is none yet
     */
    default List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        return suggest(space, objectives, history, fixed, draws);
    }

    /**
     * Judges configurations as it would judge those that it chooses its next suggestion from.
     *
     * @param fit what it would be given for that suggestion
     * @param candidates whole points of the space
     * @return how much it thinks of each, more being better, in units that mean something within one call only; null where it
     *     would choose without judgement
     */
    default double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        return null;
    }
}
