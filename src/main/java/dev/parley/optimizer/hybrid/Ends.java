package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.stream.IntStream;

/**
 * The last {@value #MOST} trials of a history that ended, in the order of their ends, and how good each was then.
 *
 * <p>Pruned trials come after complete ones, the later they were stopped the better. A trial of the model that failed counts as an end too, though it teaches the engine nothing. The first
 * {@value #STARTUP} of a history are measured among each other, for they had little before them.
 */
final class Ends {

    static final int STARTUP = 10;
    static final int MOST = 300;

    private final History history;
    private final int[] numbers;
    private final double[] losses;
    private final double[] shares;
    private final boolean[] best;
    private final boolean isWhole;

    private Ends(SearchSpace space, History history, List<Objective> objectives) {
        this.history = history;
        numbers = last(history);
        losses = losses(history, objectives, numbers);
        isWhole = numbers.length < MOST;
        shares = new double[numbers.length];
        best = new boolean[numbers.length];
        measure(incumbent(space, objectives));
    }

    /** The last ends of a history. */
    static Ends of(SearchSpace space, History history, List<Objective> objectives) {
        return new Ends(space, history, objectives);
    }

    private Incumbent incumbent(SearchSpace space, List<Objective> objectives) {
        int[] before = isWhole ? new int[0] : completeBefore(history.end(numbers[0]));
        return objectives.size() == 1
                ? new BestTrial(
                        history,
                        objectives.getFirst().direction(),
                        before,
                        new Noise(space, objectives.getFirst().direction(), history, numbers))
                : new BestFront(history, objectives, before);
    }

    private int[] completeBefore(long end) {
        return IntStream.range(0, history.size())
                .filter(number -> history.end(number) < end && isComplete(history, number))
                .toArray();
    }

    /** One number for each of some trials, the less the better: losses, or places by several objectives. */
    private static double[] losses(History history, List<Objective> objectives, int[] numbers) {
        return objectives.size() == 1
                ? IntStream.of(numbers)
                        .mapToDouble(number -> objectives.getFirst().direction().loss(history.value(number, 0)))
                        .toArray()
                : FrontPlaces.of(history, objectives, numbers);
    }

    /** Newest numbers first, which ended last but for few, so that hardly any comes in for another. */
    private static int[] last(History history) {
        Comparator<Integer> byEnd =
                Comparator.<Integer>comparingLong(history::end).thenComparingInt(number -> number);
        PriorityQueue<Integer> last = new PriorityQueue<>(byEnd);
        long earliest = Long.MIN_VALUE;
        for (int number = history.size() - 1; number >= 0; number--) {
            if (history.end(number) >= earliest && isEnd(history, number)) {
                last.add(number);
                if (last.size() > MOST) {
                    last.remove();
                    earliest = history.end(last.element());
                }
            }
        }
        return last.stream().sorted(byEnd).mapToInt(Integer::intValue).toArray();
    }

    private static boolean isEnd(History history, int number) {
        return switch (history.standing(number)) {
            case COMPLETE, PRUNED, INFEASIBLE -> true;
            case PENDING -> false;
            case IGNORED -> TrackRecord.isProposals(history.turn(number)) && hasFailed(history, number);
        };
    }

    /** Whether an ignored trial failed; the others have no configuration. */
    private static boolean hasFailed(History history, int number) {
        return !Double.isNaN(history.coordinate(number, 0)) && Double.isNaN(history.value(number, 0));
    }

    private void measure(Incumbent incumbent) {
        int[] before = new int[numbers.length];
        int count = 0;
        for (int i = 0; i < numbers.length; i++) {
            if (!isRanked(i)) {
                shares[i] = 1;
                continue;
            }
            int place = place(before, count, i);
            shares[i] = (double) place / (count + 1);
            System.arraycopy(before, place, before, place + 1, count - place);
            before[place] = i;
            count++;
            if (isComplete(i)) {
                best[i] = incumbent.isSurpassedBy(numbers[i]);
            }
        }
        if (isWhole) {
            measureStartup();
        }
    }

    private void measureStartup() {
        int startup = Math.min(STARTUP, numbers.length);
        for (int i = 0; i < startup; i++) {
            shares[i] = share(i, startup);
            best[i] = shares[i] == 0 && startup > 1 && isComplete(i);
        }
    }

    /** The share of the first {@code count} ends that were at least as good as one of them, itself left out. */
    private double share(int end, int count) {
        if (!isRanked(end)) {
            return 1;
        }
        int better = 0;
        for (int i = 0; i < count; i++) {
            better += i != end && isRanked(i) && compare(i, end) <= 0 ? 1 : 0;
        }
        return (double) better / count;
    }

    /** How many of some ends in their order are at least as good as another one. */
    private int place(int[] sorted, int count, int end) {
        int low = 0;
        int high = count;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (compare(sorted[middle], end) <= 0) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** Complete trials by loss, then pruned ones by how late they were stopped and by their last loss. */
    private int compare(int one, int other) {
        boolean isPruned = !isComplete(one);
        if (isPruned == isComplete(other)) {
            return isPruned ? 1 : -1;
        }
        int byStep = isPruned ? Double.compare(lateness(other), lateness(one)) : 0;
        return byStep != 0 ? byStep : Double.compare(losses[one], losses[other]);
    }

    /** The last step; below all steps where none was reported. */
    private double lateness(int end) {
        double step = history.step(numbers[end]);
        return Double.isNaN(step) ? Double.NEGATIVE_INFINITY : step;
    }

    private boolean isComplete(int end) {
        return isComplete(history, numbers[end]);
    }

    /** Whether it came far enough to be compared with others. */
    private boolean isRanked(int end) {
        int number = numbers[end];
        return isComplete(history, number)
                || (history.standing(number) == Standing.PRUNED && history.violation(number) == 0);
    }

    static boolean isComplete(History history, int number) {
        return history.standing(number) == Standing.COMPLETE && history.violation(number) == 0;
    }

    /** How many there are. */
    int size() {
        return numbers.length;
    }

    /** Whether these are all that there are. */
    boolean isWhole() {
        return isWhole;
    }

    /** How the model took part in one of them. */
    Turn turn(int end) {
        return history.turn(numbers[end]);
    }

    /** The share of the trials before it that were at least as good; 1 where it was neither complete nor pruned, or infeasible. */
    double share(int end) {
        return shares[end];
    }

    /** Whether it was better than all before it, by more than noise explains. */
    boolean isBest(int end) {
        return best[end];
    }

    /** Whether at least half of all trials so far are as good as one of the model's starts. */
    boolean hasWorseStart() {
        return IntStream.range(0, numbers.length)
                .anyMatch(end -> turn(end) == Turn.START && share(end, numbers.length) >= 0.5);
    }
}
