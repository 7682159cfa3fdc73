package dev.parley.report;

import dev.parley.optimizer.LearningCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Losses by step, immutable. They lie in sorted runs that double in size, as in a log-structured merge tree (O'Neil et al.,
 * 1996): taking in a curve copies each loss about log n times in all, of n curves.
 */
final class StepLosses {

    static final StepLosses NONE = new StepLosses(List.of());

    /** Losses in the order of their steps; of one step, in ascending order with NaN last. */
    private static final class Run {
        final long[] steps;
        final double[] losses;

        Run(int size) {
            steps = new long[size];
            losses = new double[size];
        }

        static Run of(LearningCurve curve) {
            Run run = new Run(curve.size());
            for (int i = 0; i < curve.size(); i++) {
                run.steps[i] = curve.step(i);
                run.losses[i] = curve.loss(i);
            }
            return run;
        }

        int size() {
            return steps.length;
        }

        Run mergedWith(Run other) {
            Run merged = new Run(size() + other.size());
            int a = 0;
            int b = 0;
            for (int i = 0; i < merged.size(); i++) {
                boolean isMine = b == other.size() || (a < size() && isBefore(a, other, b));
                merged.steps[i] = isMine ? steps[a] : other.steps[b];
                merged.losses[i] = isMine ? losses[a++] : other.losses[b++];
            }
            return merged;
        }

        private boolean isBefore(int mine, Run other, int others) {
            int order = Long.compare(steps[mine], other.steps[others]);
            return order < 0 || (order == 0 && Double.compare(losses[mine], other.losses[others]) <= 0);
        }

        /** The index of the first loss of a step or a later one. */
        int firstFrom(long step) {
            int low = 0;
            int high = steps.length;
            while (low < high) {
                int middle = (low + high) >>> 1;
                if (steps[middle] < step) {
                    low = middle + 1;
                } else {
                    high = middle;
                }
            }
            return low;
        }
    }

    private final List<Run> runs;

    private StepLosses(List<Run> runs) {
        this.runs = runs;
    }

    /** The same and a curve's. */
    StepLosses with(LearningCurve curve) {
        List<Run> next = new ArrayList<>(runs);
        Run last = Run.of(curve);
        while (!next.isEmpty() && next.getLast().size() < 2 * last.size()) {
            last = next.removeLast().mergedWith(last);
        }
        next.add(last);
        return new StepLosses(next);
    }

    /** The losses at a step in ascending order, NaN last. */
    double[] at(long step) {
        double[] found = new double[0];
        for (Run run : runs) {
            int from = run.firstFrom(step);
            int to = run.firstFrom(step + 1);
            if (to > from) {
                int before = found.length;
                found = Arrays.copyOf(found, before + to - from);
                System.arraycopy(run.losses, from, found, before, to - from);
            }
        }
        Arrays.sort(found);
        return found;
    }

    /** How many there are. */
    int size() {
        return runs.stream().mapToInt(Run::size).sum();
    }
}
