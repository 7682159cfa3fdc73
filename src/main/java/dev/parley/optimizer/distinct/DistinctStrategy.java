package dev.parley.optimizer.distinct;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps another strategy from repeating itself.
 *
 * <p>Where the space that an ask leaves open is finite, no configuration is suggested twice as long as one was never
 * suggested; after that, those whose trials came to nothing come first. In any space, a suggestion equals no pending
 * trial's configuration and no other suggestion of the same call as long as another is possible. Suggestions that repeat
 * nothing come through as they are.
 */
public final class DistinctStrategy implements Strategy {

    private final Strategy engine;

    /** The strategy {@code engine} without its repeats. */
    public DistinctStrategy(Strategy engine) {
        this.engine = engine;
    }

    @Override
    public boolean isFitted() {
        return engine.isFitted();
    }

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        return engine.fit(space, objectives, history);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return suggest(space, objectives, history, null, fixed, draws);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        return new Selection(
                        space, history, fixed, more -> engine.suggest(space, objectives, history, fit, fixed, more))
                .of(draws);
    }

    @Override
    public double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        return engine.acquisition(space, objectives, history, fit, candidates);
    }
}
