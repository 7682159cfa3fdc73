package dev.parley.optimizer.auto;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the engine for each ask: the Gaussian process while a study is small enough for it, TPE afterwards.
 *
 * <p>Small enough are at most {@value #MOST_PARAMETERS} parameters, at most {@value #MOST_PENDING} pending trials and, the
 * pending ones and those asked for included, at most {@value #MOST_TRIALS} trials that teach something.
 * {@code docs/strategies.md} has what the rule was frozen on.
 */
public final class AutoStrategy implements Strategy {

    private static final int MOST_PARAMETERS = 40;
    private static final int MOST_PENDING = 100;
    private static final int MOST_TRIALS = 300;

    private final Strategy gaussianProcess;
    private final Strategy tpe;

    /** A strategy that picks from these engines. */
    public AutoStrategy(Strategy gaussianProcess, Strategy tpe) {
        this.gaussianProcess = gaussianProcess;
        this.tpe = tpe;
    }

    private Strategy engine(SearchSpace space, History history, int wanted) {
        int pending = history.count(Standing.PENDING) + wanted;
        int trials = history.size() - history.count(Standing.IGNORED) + wanted;
        boolean small = space.size() <= MOST_PARAMETERS && pending <= MOST_PENDING && trials <= MOST_TRIALS;
        return small ? gaussianProcess : tpe;
    }

    @Override
    public boolean isFitted() {
        return gaussianProcess.isFitted();
    }

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        return engine(space, history, 1).fit(space, objectives, history);
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
        return engine(space, history, draws.size()).suggest(space, objectives, history, fit, fixed, draws);
    }
}
