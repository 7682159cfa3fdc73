package dev.parley.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** The complete trials that violate no constraint and that no other such trial dominates. */
public final class ParetoFront {

    private ParetoFront() {}

    /**
     * A part of the front.
     *
     * @param numbers the numbers of its trials, ascending
     * @param next after which number the front goes on; empty if it does not
     */
    public record Part(List<Integer> numbers, OptionalInt next) {

        public Part {
            numbers = List.copyOf(numbers);
        }
    }

    /**
     * The front from some number on. Takes time in proportion to complete trials × trials of the part, at worst, and space for the
     * losses of the complete trials.
     *
     * @param after the part begins after this number
     * @param size how many trials it has at most
     * @param most about how many comparisons of two trials it may take; then it ends, maybe with fewer trials or none
     */
    public static Part after(History history, List<Objective> objectives, int after, int size, long most) {
        int[] numbers = feasible(history);
        double[][] losses = history.losses(objectives, numbers);
        Dominators dominators = new Dominators(losses);
        List<Integer> part = new ArrayList<>();
        int last = after;
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] <= after) {
                continue;
            }
            if (dominators.comparisons > most) {
                return new Part(part, OptionalInt.of(last));
            }
            if (!dominators.dominate(losses[i])) {
                if (part.size() == size) {
                    return new Part(part, OptionalInt.of(last));
                }
                part.add(numbers[i]);
            }
            last = numbers[i];
        }
        return new Part(part, OptionalInt.empty());
    }

    /** Points in an order in which whatever dominates one comes before it: by the sums of their losses. */
    private static final class Dominators {

        private final double[][] points;
        private final double[] sums;
        private double[] latest = {};
        private long comparisons;

        Dominators(double[][] losses) {
            // a sum of losses none of which is larger is not larger, rounded as it is
            double[] unsorted =
                    Arrays.stream(losses).mapToDouble(Dominators::sum).toArray();
            int[] order = IntStream.range(0, losses.length)
                    .boxed()
                    .sorted((one, other) -> Double.compare(unsorted[one], unsorted[other]))
                    .mapToInt(Integer::intValue)
                    .toArray();
            points = Arrays.stream(order).mapToObj(i -> losses[i]).toArray(double[][]::new);
            sums = Arrays.stream(order).mapToDouble(i -> unsorted[i]).toArray();
        }

        private static double sum(double[] losses) {
            double sum = 0;
            for (double loss : losses) {
                sum += loss;
            }
            return sum;
        }

        boolean dominate(double[] point) {
            // what dominates one point often dominates the next
            if (latest.length > 0 && Fronts.dominates(latest, point)) {
                comparisons++;
                return true;
            }
            double sum = sum(point);
            for (int i = 0; i < points.length && sums[i] <= sum; i++) {
                comparisons++;
                if (Fronts.dominates(points[i], point)) {
                    latest = points[i];
                    return true;
                }
            }
            return false;
        }
    }

    /**
     * The numbers of all its trials, ascending, if it takes few comparisons to know them.
     *
     * @return null if it would take more than some million
     */
    public static int @Nullable [] ifFewTrials(History history, List<Objective> objectives) {
        int[] numbers = feasible(history);
        int[][] fronts = Fronts.of(history.losses(objectives, numbers), 1, FrontOrder.MOST_COMPARISONS);
        return fronts == null
                ? null
                : Arrays.stream(fronts)
                        .flatMapToInt(Arrays::stream)
                        .map(i -> numbers[i])
                        .toArray();
    }

    private static int[] feasible(History history) {
        return IntStream.range(0, history.size())
                .filter(number -> isComplete(history, number) && history.violation(number) == 0)
                .toArray();
    }

    /** Whether a trial is complete, wherever it was tried. */
    private static boolean isComplete(History history, int number) {
        return switch (history.standing(number)) {
            case COMPLETE -> true;
            case IGNORED -> !Double.isNaN(history.value(number, 0));
            case PENDING, PRUNED, INFEASIBLE -> false;
        };
    }
}
