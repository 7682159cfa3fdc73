package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import java.util.Arrays;

/**
 * A history parted into the trials below a quantile of the losses and all others, both by number; trials that teach
 * nothing are in neither.
 *
 * <p>Of n finished trials γ(n) = min(⌈n/10⌉, 25) go below: feasible complete ones by loss, then pruned ones that came
 * furthest by their last loss, then infeasible ones by their violation; ties by number. Infeasible trials whose violation
 * is unknown never go below. Pending trials go above, so that nothing is suggested next to them just because nothing is
 * known there yet (the constant liar).
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4, equation (2); Watanabe, arXiv
 * 2304.11127, section 3 (splitting algorithm); Ginsbourger et al., Kriging is well-suited to parallelize optimization, 2010, for the liar.
 *
 * @param below the numbers of the trials below
 * @param above the numbers of all other trials
 */
@SuppressWarnings("ArrayRecordComponent")
record Split(int[] below, int[] above) {

    private static final int MOST_BELOW = 25;

    private static final int COMPLETE = 0;
    private static final int PRUNED = 1;
    private static final int INFEASIBLE = 2;

    /** Parts a history by its first objective. */
    static Split of(History history, Direction direction) {
        int[] best = best(history, direction, gamma(finished(history)));
        int[] below = best.clone();
        Arrays.sort(below);
        int known = history.size() - history.count(Standing.IGNORED);
        int[] above = new int[known - below.length];
        int next = 0;
        int nextBelow = 0;
        for (int number = 0; number < history.size(); number++) {
            if (nextBelow < below.length && below[nextBelow] == number) {
                nextBelow++;
            } else if (history.standing(number) != Standing.IGNORED) {
                above[next++] = number;
            }
        }
        return new Split(below, above);
    }

    /** How many trials have ended and teach something. */
    static int finished(History history) {
        return history.size() - history.count(Standing.IGNORED) - history.count(Standing.PENDING);
    }

    /** How many of {@code finished} trials go below. */
    static int gamma(int finished) {
        return Math.min(Math.ceilDiv(finished, 10), MOST_BELOW);
    }

    /** The numbers of the {@code most} best trials, or of fewer where fewer can go below, best first. */
    private static int[] best(History history, Direction direction, int most) {
        Rank[] ranks = new Rank[most];
        int size = 0;
        for (int number = 0; number < history.size() && most > 0; number++) {
            int tier = tier(history, number);
            if (tier < 0) {
                continue;
            }
            if (size == most && ranks[most - 1].tier < tier) {
                continue;
            }
            Rank rank = rank(history, direction, number, tier);
            if (size == most && !rank.isBefore(ranks[most - 1])) {
                continue;
            }
            int place = size < most ? size++ : most - 1;
            while (place > 0 && rank.isBefore(ranks[place - 1])) {
                ranks[place] = ranks[place - 1];
                place--;
            }
            ranks[place] = rank;
        }
        return Arrays.stream(ranks, 0, size).mapToInt(Rank::number).toArray();
    }

    /** Which kind of trial it is among those that can go below; negative where it cannot. */
    private static int tier(History history, int number) {
        return switch (history.standing(number)) {
            case PENDING, IGNORED -> -1;
            case COMPLETE -> history.violation(number) > 0 ? INFEASIBLE : COMPLETE;
            case PRUNED -> history.violation(number) > 0 ? INFEASIBLE : PRUNED;
            case INFEASIBLE -> history.violation(number) > 0 ? INFEASIBLE : -1;
        };
    }

    private static Rank rank(History history, Direction direction, int number, int tier) {
        double value = history.value(number, 0);
        double loss = Double.isNaN(value) ? Double.POSITIVE_INFINITY : direction.loss(value);
        return switch (tier) {
            case COMPLETE -> new Rank(number, tier, 0, loss);
            case INFEASIBLE -> new Rank(number, tier, 0, history.violation(number));
            default -> {
                double step = history.step(number);
                yield new Rank(number, tier, Double.isNaN(step) ? Double.POSITIVE_INFINITY : -step, loss);
            }
        };
    }

    /** A trial's place in the order of trials that can go below; trials compared later have higher numbers. */
    private record Rank(int number, int tier, double lateness, double loss) {

        boolean isBefore(Rank other) {
            if (tier != other.tier) {
                return tier < other.tier;
            }
            return lateness != other.lateness ? lateness < other.lateness : loss < other.loss;
        }
    }
}
