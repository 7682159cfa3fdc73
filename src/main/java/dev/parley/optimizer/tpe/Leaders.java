package dev.parley.optimizer.tpe;

import dev.parley.optimizer.History;
import java.util.Arrays;

/**
 * The best trials of a history: feasible complete ones in their {@link Ordering}, then pruned ones that came furthest
 * by their last loss, then infeasible ones by their violation; ties by number. Infeasible trials whose violation is unknown
 * are never among them.
 *
 * <p>One pass over the history, with a heap of the best so far, the worst of them on top.
 */
final class Leaders {

    private static final byte COMPLETE = 0;
    private static final byte PRUNED = 1;
    private static final byte INFEASIBLE = 2;
    private static final byte NONE = 3;

    private final History history;
    private final Ordering ordering;
    private final int[] numbers;
    private final byte[] tiers;
    private final double[] latenesses;
    private final double[] losses;
    private int size;

    private Leaders(History history, Ordering ordering, int most) {
        this.history = history;
        this.ordering = ordering;
        numbers = new int[most];
        tiers = new byte[most];
        latenesses = new double[most];
        losses = new double[most];
    }

    /** The numbers of the {@code most} best trials, best first; fewer where fewer can be among them. */
    static int[] of(History history, Ordering ordering, int most) {
        Leaders leaders = new Leaders(history, ordering, most);
        if (most > 0) {
            for (int number = 0; number < history.size(); number++) {
                leaders.consider(number);
            }
        }
        return leaders.bestFirst();
    }

    /** Whether a trial is feasible and complete, so that its loss counts. */
    static boolean isComplete(History history, int number) {
        return tier(history, number) == COMPLETE;
    }

    private void consider(int number) {
        byte tier = tier(history, number);
        if (tier == NONE) {
            return;
        }
        double lateness = 0;
        double loss;
        if (tier == COMPLETE) {
            loss = ordering.place(number);
            if (size == numbers.length && tiers[0] == COMPLETE && loss >= losses[0]) {
                return;
            }
        } else if (tier == INFEASIBLE) {
            loss = history.violation(number);
        } else {
            double step = history.step(number);
            lateness = Double.isNaN(step) ? Double.POSITIVE_INFINITY : -step;
            loss = ordering.lastLoss(number);
        }
        if (size < numbers.length) {
            siftUp(size++, number, tier, lateness, loss);
        } else if (compare(number, tier, lateness, loss, 0) < 0) {
            siftDown(size, number, tier, lateness, loss);
        }
    }

    private static byte tier(History history, int number) {
        return switch (history.standing(number)) {
            case PENDING, IGNORED -> NONE;
            case COMPLETE -> history.violation(number) > 0 ? INFEASIBLE : COMPLETE;
            case PRUNED -> history.violation(number) > 0 ? INFEASIBLE : PRUNED;
            case INFEASIBLE -> history.violation(number) > 0 ? INFEASIBLE : NONE;
        };
    }

    private int compare(int number, byte tier, double lateness, double loss, int place) {
        if (tier != tiers[place]) {
            return tier - tiers[place];
        }
        if (lateness != latenesses[place]) {
            return Double.compare(lateness, latenesses[place]);
        }
        return loss != losses[place] ? Double.compare(loss, losses[place]) : number - numbers[place];
    }

    private void siftUp(int from, int number, byte tier, double lateness, double loss) {
        int place = from;
        while (place > 0 && compare(number, tier, lateness, loss, (place - 1) / 2) > 0) {
            copy((place - 1) / 2, place);
            place = (place - 1) / 2;
        }
        put(place, number, tier, lateness, loss);
    }

    /** Puts a trial in the place of the top one, in a heap of {@code end} places. */
    private void siftDown(int end, int number, byte tier, double lateness, double loss) {
        int place = 0;
        while (2 * place + 1 < end) {
            int child = 2 * place + 1;
            if (child + 1 < end && isWorse(child + 1, child)) {
                child++;
            }
            if (compare(number, tier, lateness, loss, child) >= 0) {
                break;
            }
            copy(child, place);
            place = child;
        }
        put(place, number, tier, lateness, loss);
    }

    private boolean isWorse(int place, int other) {
        return compare(numbers[place], tiers[place], latenesses[place], losses[place], other) > 0;
    }

    private void copy(int from, int to) {
        put(to, numbers[from], tiers[from], latenesses[from], losses[from]);
    }

    private void put(int place, int number, byte tier, double lateness, double loss) {
        numbers[place] = number;
        tiers[place] = tier;
        latenesses[place] = lateness;
        losses[place] = loss;
    }

    /** Sorts in the heap's own place: the worst goes to the end, again and again. */
    private int[] bestFirst() {
        for (int end = size - 1; end > 0; end--) {
            int number = numbers[end];
            byte tier = tiers[end];
            double lateness = latenesses[end];
            double loss = losses[end];
            copy(0, end);
            siftDown(end, number, tier, lateness, loss);
        }
        return Arrays.copyOf(numbers, size);
    }
}
