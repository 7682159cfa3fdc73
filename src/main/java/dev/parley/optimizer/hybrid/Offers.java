package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The proposals that one call may use, in the model's order: the newest answer first, each answer in its own order.
 *
 * <p>Left out are those that lie outside the space, do not match what is fixed, or are stale: more than {@value #STALE}
 * trials have ended since they were made. One that repeats a trial is left when its turn comes. A repeat is equal in
 * every parameter in a space of discrete parameters, and nearly equal in one that has continuous ones.
 */
final class Offers {

    static final int STALE = 10;

    /** How near in every parameter a repeat lies. */
    static final double SAME = 0.01;

    /** How far from others a proposal lies in some parameter where it is tried on the model's word alone. */
    private static final double AWAY = 0.05;

    private static final int NEWEST = 300;

    private static final Comparator<Proposal> MODELS_ORDER = Comparator.comparingInt(Proposal::madeAt)
            .reversed()
            .thenComparingInt(Proposal::rank)
            .thenComparingLong(Proposal::id);

    private final SearchSpace space;
    private final double radius;
    private final List<Proposal> left;

    private Offers(SearchSpace space, List<Proposal> left) {
        this.space = space;
        this.radius = radius(space);
        this.left = left;
    }

    /** The usable ones of some proposals. */
    static Offers of(SearchSpace space, History history, List<Proposal> proposals, Configuration fixed) {
        List<Proposal> usable = new ArrayList<>(proposals.size());
        for (Proposal proposal : proposals) {
            if (history.ended() - proposal.madeAt() <= STALE
                    && space.contains(proposal.configuration())
                    && proposal.configuration().matches(fixed)) {
                usable.add(proposal);
            }
        }
        usable.sort(MODELS_ORDER);
        return new Offers(space, usable);
    }

    /** How near in every parameter two configurations of a space are as good as the same. */
    static double radius(SearchSpace space) {
        return space.parameters().stream().anyMatch(parameter -> parameter.cardinality() == Long.MAX_VALUE) ? SAME : 0;
    }

    boolean isEmpty() {
        return left.isEmpty();
    }

    /** Those that are left, in the model's order, repeats included. */
    List<Proposal> left() {
        return left;
    }

    /** The id of the first that is left; {@value Mixing#NO_PROPOSAL} if none is. */
    long best() {
        return left.isEmpty() ? Mixing.NO_PROPOSAL : left.getFirst().id();
    }

    void take(Proposal proposal) {
        left.remove(proposal);
    }

    /** The first that is left; null if none is. */
    @Nullable
    Proposal first() {
        return left.isEmpty() ? null : left.getFirst();
    }

    /** The first that repeats no trial; those before it are no longer offered. Null if there is none. */
    @Nullable
    Proposal first(History known) {
        while (!left.isEmpty() && isRepeat(left.getFirst(), known)) {
            left.removeFirst();
        }
        return left.isEmpty() ? null : left.getFirst();
    }

    /** Whether a proposal's configuration is that of a trial, or nearly so. */
    boolean isRepeat(Proposal proposal, History known) {
        return new Neighbourhood(space, proposal.configuration(), radius).isVisited(known, known.size());
    }

    /** The first that lies away from all of the newest trials, so that trying it teaches something; null if none does. */
    @Nullable
    Proposal firstAway(History known) {
        return left.stream()
                .filter(proposal -> isAway(proposal, known))
                .findFirst()
                .orElse(null);
    }

    /** Whether a proposal lies away from the newest {@value #NEWEST} trials, and repeats no other. */
    boolean isAway(Proposal proposal, History known) {
        return !new Neighbourhood(space, proposal.configuration(), AWAY).isVisited(known, NEWEST)
                && !isRepeat(proposal, known);
    }
}
