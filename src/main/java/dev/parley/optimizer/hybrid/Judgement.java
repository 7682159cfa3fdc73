package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Proposal;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** What an engine thinks of the proposals on offer and of its own suggestion. */
final class Judgement {

    private final Offers offers;
    private final List<Proposal> proposals;

    /** One number for each proposal, and the engine's own suggestion's last; null where it has no judgement. */
    private final double @Nullable [] acquisition;

    Judgement(Offers offers, List<Proposal> proposals, double @Nullable [] acquisition) {
        this.offers = offers;
        this.proposals = proposals;
        this.acquisition = acquisition;
    }

    /** The best proposal away from all trials, the model's first where there is no judgement; null if there is none. */
    @Nullable
    Proposal best(History known) {
        return acquisition == null
                ? offers.firstAway(known)
                : ranked(acquisition, Double.NEGATIVE_INFINITY)
                        .filter(proposal -> offers.isAway(proposal, known))
                        .findFirst()
                        .orElse(null);
    }

    /** The best proposal that repeats no trial and is better than the engine's own suggestion; null if there is none. */
    @Nullable
    Proposal better(History known) {
        return acquisition == null
                ? null
                : ranked(acquisition, acquisition[proposals.size()])
                        .filter(proposal -> !offers.isRepeat(proposal, known))
                        .findFirst()
                        .orElse(null);
    }

    private Stream<Proposal> ranked(double[] values, double above) {
        return IntStream.range(0, proposals.size())
                .filter(i -> values[i] > above)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer i) -> values[i]).reversed())
                .map(proposals::get);
    }

    /** A proposal's place among all proposals and the engine's suggestion, from 0; null where there is no judgement. */
    @Nullable
    Integer rank(Proposal proposal) {
        if (acquisition == null) {
            return null;
        }
        int rank = 0;
        double own = acquisition[proposals.indexOf(proposal)];
        for (double other : acquisition) {
            rank += other > own ? 1 : 0;
        }
        return rank;
    }
}
