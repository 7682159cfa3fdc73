package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Asks an engine what it thinks of proposals, beside its own suggestion.
 *
 * @param engine whom to ask
 * @param space where it searches
 * @param objectives what it optimizes
 * @param fit what it learned ahead
 */
record Judging(
        Strategy engine,
        SearchSpace space,
        List<Objective> objectives,
        @Nullable Fit fit) {

    /** Beyond so many ended trials the engine is not asked, which would take it as long as a suggestion. */
    private static final int MOST_ENDED = 2_000;

    /** The judgement of what is on offer, given what is known. */
    Judgement of(History known, Configuration engines, Offers offers) {
        List<Proposal> proposals = List.copyOf(offers.left());
        List<Configuration> candidates = new ArrayList<>(proposals.size() + 1);
        proposals.forEach(proposal -> candidates.add(proposal.configuration()));
        candidates.add(engines);
        return new Judgement(offers, proposals, acquisition(known, candidates));
    }

    /** One number for each candidate, the better the larger; null where the engine has no judgement. */
    double @Nullable [] acquisition(History known, List<Configuration> candidates) {
        return known.ended() > MOST_ENDED ? null : engine.acquisition(space, objectives, known, fit, candidates);
    }
}
