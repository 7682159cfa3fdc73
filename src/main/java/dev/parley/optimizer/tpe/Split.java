package dev.parley.optimizer.tpe;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A history parted into the trials below a quantile of the losses and all others, both by number; trials that teach
 * nothing are in neither.
 *
 * <p>Of n finished trials γ(n) = min(⌈βn⌉, 25) go below, the best ones ({@link Leaders}). Pending trials go above, so that
 * nothing is suggested next to them just because nothing is known there yet (the constant liar).
 *
 * <p>Of more trials above than are wanted, half of those taken are the best, which lie where candidates will; pending ones
 * are taken, unless they are very many; the others are taken evenly from the rest, each standing for as many as its
 * multiplicity says. Which ones hangs on their numbers alone, so that they stay the same while the history grows.
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4, equation (2); Watanabe, arXiv
 * 2304.11127, section 3 (splitting algorithm); Ginsbourger et al., Kriging is well-suited to parallelize optimization,
 * 2010, for the liar.
 */
final class Split {

    private static final int MOST_BELOW = 25;

    /** The golden section: the fractions of its multiples spread evenly, however many are taken. */
    private static final double GOLDEN = 0.6180339887498949;

    private final History history;
    private final Ordering ordering;
    private final int[] below;
    private final @Nullable Integer bestAbove;
    private int[] above;
    private double[] multiplicities;
    private int taken;

    private Split(History history, List<Objective> objectives, TpeSettings settings) {
        this.history = history;
        int gamma = gamma(settings.share(), finished(history));
        int others = history.size() - history.count(Standing.IGNORED) - gamma;
        int mostAbove = settings.effort().mostAbove(history.parameters());
        boolean thinned = others > mostAbove;
        int most = gamma + (thinned ? best(objectives, gamma, mostAbove) : 1);
        ordering = Ordering.of(history, objectives, gamma, most);
        int[] leaders = Leaders.of(history, ordering, most);
        below = Arrays.copyOf(leaders, Math.min(gamma, leaders.length));
        Arrays.sort(below);
        bestAbove = leaders.length > gamma && Leaders.isComplete(history, leaders[gamma]) ? leaders[gamma] : null;
        if (thinned) {
            above = new int[2 * mostAbove];
            multiplicities = new double[above.length];
            Arrays.sort(leaders);
            thin(leaders, mostAbove);
        } else {
            above = new int[gamma + others - below.length];
            multiplicities = new double[above.length];
            takeAll();
        }
        above = Arrays.copyOf(above, taken);
        multiplicities = Arrays.copyOf(multiplicities, taken);
    }

    /** How many of the best above are taken where not all are; fronts take their time. */
    private static int best(List<Objective> objectives, int gamma, int mostAbove) {
        return objectives.size() == 1 ? mostAbove / 2 : Math.min(mostAbove / 2, 3 * gamma);
    }

    /** Parts a history. */
    static Split of(History history, List<Objective> objectives, TpeSettings settings) {
        return new Split(history, objectives, settings);
    }

    private void takeAll() {
        int nextBelow = 0;
        for (int number = 0; number < history.size(); number++) {
            if (nextBelow < below.length && below[nextBelow] == number) {
                nextBelow++;
            } else if (history.standing(number) != Standing.IGNORED) {
                take(number, 1);
            }
        }
    }

    private void thin(int[] leaders, int most) {
        int pending = history.count(Standing.PENDING);
        boolean allPending = pending <= most / 4;
        int certain = leaders.length - below.length + (allPending ? pending : 0);
        int rest = history.size() - history.count(Standing.IGNORED) - below.length - certain;
        double share = (double) (most - certain) / rest;
        boolean lookForPending = allPending && pending > 0;
        int nextLeader = 0;
        for (int number = 0; number < history.size(); number++) {
            if (nextLeader < leaders.length && leaders[nextLeader] == number) {
                nextLeader++;
                if (Arrays.binarySearch(below, number) < 0) {
                    take(number, 1);
                }
            } else if (lookForPending && history.standing(number) == Standing.PENDING) {
                take(number, 1);
            } else if (isSampled(number, share) && isOfRest(number, allPending) && taken < above.length) {
                take(number, 1 / share);
            }
        }
    }

    private boolean isOfRest(int number, boolean allPending) {
        return switch (history.standing(number)) {
            case COMPLETE, PRUNED, INFEASIBLE -> true;
            case PENDING -> !allPending;
            case IGNORED -> false;
        };
    }

    private static boolean isSampled(int number, double share) {
        double multiple = number * GOLDEN;
        return multiple - Math.floor(multiple) < share;
    }

    private void take(int number, double multiplicity) {
        above[taken] = number;
        multiplicities[taken++] = multiplicity;
    }

    /** The numbers of the trials below. */
    int[] below() {
        return below;
    }

    /** The numbers of the trials above, or of those that stand for them. */
    int[] above() {
        return above;
    }

    /** How many trials each of {@link #above} stands for. */
    double[] multiplicities() {
        return multiplicities;
    }

    /**
     * The weights of the trials below, and of the prior, by their improvement on the best one above.
     *
     * @param priorShare the prior's weight as a share of the others' mean
     */
    double[] improvements(double priorShare) {
        double[] improvements = bestAbove == null ? new double[below.length] : ordering.improvements(below, bestAbove);
        return Weights.byImprovement(improvements, priorShare);
    }

    /** How many trials have ended and teach something. */
    static int finished(History history) {
        return history.size() - history.count(Standing.IGNORED) - history.count(Standing.PENDING);
    }

    /** How many of {@code finished} trials go below. */
    static int gamma(double share, int finished) {
        return Math.min((int) Math.ceil(share * finished - 1e-9), MOST_BELOW);
    }
}
