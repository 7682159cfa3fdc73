package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;

/**
 * Chooses configurations from a history.
 *
 * <p>A strategy is a pure function and keeps no state between calls: equal arguments give equal suggestions, whichever
 * thread or process computes them. It never throws for a history or a draw that a study can bring about.
 */
public interface Strategy {

    /**
     * Suggests one configuration for each draw, in their order; each may take the ones before it into account.
     *
     * @param space where to search
     * @param objectives what to optimize, at least one
     * @param history what is known and what is pending
     * @param fixed a partial configuration that every suggestion must match; empty to choose freely
     * @param draws one for each suggestion wanted
     */
    List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws);
}
