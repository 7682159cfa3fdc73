package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/** An engine's best candidates for the trials to come, for a model to predict before one of them is tried. */
public final class Candidates {

    /** Keeps the candidates' randomness apart from that of the trials. */
    private static final long APART = 0x6361_6E64_6964L;

    private Candidates() {}

    /**
     * The candidates: what the engine would suggest next, one after another, each as if those before it were pending. None while
     * the first {@value Foretold#FEWEST_ENDED} trials have not ended.
     *
     * @param fit what the engine learned ahead; null if nothing
     * @param seed the study's
     * @param count how many at most
     */
    public static List<Suggestion> of(
            Strategy engine,
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            long seed,
            int count) {
        if (history.ended() < Foretold.FEWEST_ENDED) {
            return List.of();
        }
        long first = (long) history.size() * count;
        List<Draw> draws = LongStream.range(first, first + count)
                .mapToObj(draw -> new Draw(seed ^ APART, draw))
                .toList();
        return engine.suggest(space, objectives, history, fit, Configuration.none(space), draws);
    }
}
