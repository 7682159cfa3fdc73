package dev.parley.optimizer;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Points parted into fronts: the first are those that no other dominates, the second those that only the first dominate, and
 * so on.
 *
 * <p>Goldberg, Genetic Algorithms in Search, Optimization and Machine Learning, 1989; Deb et al., A fast and elitist
 * multiobjective genetic algorithm, IEEE Transactions on Evolutionary Computation 6(2), 2002.
 */
public final class Fronts {

    private Fronts() {}

    /**
     * The first fronts, each by its points' indices in ascending order.
     *
     * <p>Takes time in proportion to points × the sizes of these fronts, at worst; mostly far less.
     *
     * @param losses points by objective
     * @param enough after how many points no further front is looked for
     */
    public static int[][] of(double[][] losses, int enough) {
        return Objects.requireNonNull(of(losses, enough, Long.MAX_VALUE));
    }

    /**
     * The same, if it takes few comparisons of two points.
     *
     * @param most how many they may be, about
     * @return null if there would be more
     */
    static int @Nullable [][] of(double[][] losses, int enough, long most) {
        List<int[]> fronts = new ArrayList<>();
        int[] left = IntStream.range(0, losses.length).toArray();
        int found = 0;
        Comparisons comparisons = new Comparisons(most);
        while (left.length > 0 && found < enough) {
            int[] front = first(losses, left, comparisons);
            if (front == null) {
                return null;
            }
            fronts.add(front);
            found += front.length;
            left = without(left, front);
        }
        return fronts.toArray(int[][]::new);
    }

    /** How many comparisons are left. */
    private static final class Comparisons {

        private long left;

        Comparisons(long most) {
            left = most;
        }
    }

    /** The indices of those of some points that no other of them dominates, in ascending order; null if that takes too long. */
    private static int @Nullable [] first(double[][] losses, int[] points, Comparisons comparisons) {
        int[] front = new int[Math.min(points.length, 16)];
        int size = 0;
        for (int point : points) {
            int dominating = dominating(losses, front, size, point);
            comparisons.left -= dominating < 0 ? 2L * size : dominating + 1;
            if (comparisons.left < 0) {
                return null;
            }
            if (dominating >= 0) {
                // what dominates one point often dominates the next
                int moved = front[dominating];
                front[dominating] = front[0];
                front[0] = moved;
                continue;
            }
            int kept = 0;
            for (int k = 0; k < size; k++) {
                if (!dominates(losses[point], losses[front[k]])) {
                    front[kept++] = front[k];
                }
            }
            if (kept == front.length) {
                front = Arrays.copyOf(front, 2 * kept);
            }
            front[kept] = point;
            size = kept + 1;
        }
        int[] found = Arrays.copyOf(front, size);
        Arrays.sort(found);
        return found;
    }

    /** The place of one of a front's points that dominates another one; −1 if none does. */
    private static int dominating(double[][] losses, int[] front, int size, int point) {
        for (int k = 0; k < size; k++) {
            if (dominates(losses[front[k]], losses[point])) {
                return k;
            }
        }
        return -1;
    }

    private static int[] without(int[] points, int[] taken) {
        int[] left = new int[points.length - taken.length];
        int next = 0;
        int size = 0;
        for (int point : points) {
            if (next < taken.length && taken[next] == point) {
                next++;
            } else {
                left[size++] = point;
            }
        }
        return left;
    }

    /** Whether a point is nowhere worse than another, and somewhere better. */
    public static boolean dominates(double[] one, double[] other) {
        return isNowhereWorse(one, other) && !isNowhereWorse(other, one);
    }

    /** Whether the losses of a point are at most those of another, objective by objective. */
    public static boolean isNowhereWorse(double[] one, double[] other) {
        for (int o = 0; o < one.length; o++) {
            if (one[o] > other[o]) {
                return false;
            }
        }
        return true;
    }
}
