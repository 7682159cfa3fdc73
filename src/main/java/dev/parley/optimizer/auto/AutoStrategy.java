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
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Picks the engine for each suggestion: the Gaussian process while a study is small enough for it, TPE otherwise.
 *
 * <p>Of several objectives the Gaussian process knows nothing. Small enough are at most {@value #MOST_PARAMETERS} parameters and {@value #MOST_PENDING} pending trials, the one asked for
 * included; how many trials are too many, the Gaussian process says itself. {@code docs/strategies.md} has what the rule was
 * frozen on.
 */
public final class AutoStrategy implements Strategy {

    private static final int MOST_PARAMETERS = 40;
    private static final int MOST_PENDING = 100;

    private final Strategy gaussianProcess;
    private final Strategy tpe;

    /** A strategy that picks from these engines. */
    public AutoStrategy(Strategy gaussianProcess, Strategy tpe) {
        this.gaussianProcess = gaussianProcess;
        this.tpe = tpe;
    }

    /** How many suggestions the Gaussian process may make now. */
    private static int room(SearchSpace space, List<Objective> objectives, History history) {
        return objectives.size() > 1 || space.size() > MOST_PARAMETERS
                ? 0
                : Math.max(0, MOST_PENDING - history.count(Standing.PENDING));
    }

    @Override
    public boolean isFitted() {
        return true;
    }

    @Override
    public @Nullable Fit fit(SearchSpace space, List<Objective> objectives, History history) {
        return room(space, objectives, history) == 0 ? null : gaussianProcess.fit(space, objectives, history);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return tpe.suggest(space, objectives, history, fixed, draws);
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            Configuration fixed,
            List<Draw> draws) {
        int first = fit == null ? 0 : Math.min(draws.size(), room(space, objectives, history));
        List<Suggestion> suggestions = new ArrayList<>(draws.size());
        if (first > 0) {
            List<Draw> ours = draws.subList(0, first);
            suggestions.addAll(gaussianProcess.suggest(space, objectives, history, fit, fixed, ours));
        }
        if (first < draws.size()) {
            List<Draw> rest = draws.subList(first, draws.size());
            suggestions.addAll(tpe.suggest(space, objectives, history.withPending(suggestions), fixed, rest));
        }
        return suggestions;
    }

    @Override
    public double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        Strategy picked = fit == null || room(space, objectives, history) == 0 ? tpe : gaussianProcess;
        return picked.acquisition(space, objectives, history, fit, candidates);
    }
}
