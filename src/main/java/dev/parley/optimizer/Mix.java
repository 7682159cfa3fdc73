package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Chooses between a model's proposals and an engine's suggestions; a pure function that never throws, like a {@link Strategy}.
 */
public interface Mix {

    /**
     * Suggests one configuration for each draw, as the engine does, or one of the proposals in its place, each at most once.
     * Without usable counsel the suggestions are exactly the engine's.
     *
     * @param engine what suggests where the model does not
     * @param space where to search
     * @param objectives what to optimize, at least one; the first counts
     * @param history what is known and what is pending, with the turns that the model had
     * @param fit what the engine's {@link Strategy#fit} gave; null if there is none yet
     * @param counsel what the model has to say; proposals that do not match, are stale or repeat a trial are left
     * @param fixed a partial configuration that every suggestion must match
     * @param draws one for each suggestion wanted
     */
    List<Suggestion> suggest(
            Strategy engine,
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Counsel counsel,
            Configuration fixed,
            List<Draw> draws);
}
