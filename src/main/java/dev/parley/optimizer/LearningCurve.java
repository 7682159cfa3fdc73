package dev.parley.optimizer;

import java.util.Arrays;
import java.util.Comparator;
import java.util.stream.IntStream;

/**
 * The losses that a trial has reported so far, by step: at least one, immutable.
 *
 * <p>A loss is a metric in its direction ({@link Direction#loss}): the lower the better. It may be NaN or infinite.
 */
public final class LearningCurve {

    /** The greatest step: integers up to it are exact as doubles. */
    public static final long MAX_STEP = (1L << 53) - 1;

    private final long[] steps;
    private final double[] losses;

    private LearningCurve(long[] steps, double[] losses) {
        this.steps = steps;
        this.losses = losses;
    }

    /**
     * A curve of reports in any order.
     *
     * @param steps from 0 to {@link #MAX_STEP}, none twice
     * @param losses what was reported at each
     */
    public static LearningCurve of(long[] steps, double[] losses) {
        if (steps.length == 0 || steps.length != losses.length) {
            throw new IllegalArgumentException(
                    "a curve has as many losses as steps, and at least one: %d steps, %d losses"
                            .formatted(steps.length, losses.length));
        }
        int[] order = IntStream.range(0, steps.length)
                .boxed()
                .sorted(Comparator.comparingLong(i -> steps[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        long[] sorted = Arrays.stream(order).mapToLong(i -> steps[i]).toArray();
        for (int i = 0; i < sorted.length; i++) {
            if (sorted[i] < 0 || sorted[i] > MAX_STEP) {
                throw new IllegalArgumentException("a step is from 0 to %d: %d".formatted(MAX_STEP, sorted[i]));
            }
            if (i > 0 && sorted[i] == sorted[i - 1]) {
                throw new IllegalArgumentException("two reports at step " + sorted[i]);
            }
        }
        return new LearningCurve(
                sorted, Arrays.stream(order).mapToDouble(i -> losses[i]).toArray());
    }

    /** The same curve and one more report, at a step above all others. */
    public LearningCurve with(long step, double loss) {
        if (step <= lastStep() || step > MAX_STEP) {
            throw new IllegalArgumentException("a step above %d is wanted: %d".formatted(lastStep(), step));
        }
        long[] longer = Arrays.copyOf(steps, steps.length + 1);
        double[] more = Arrays.copyOf(losses, losses.length + 1);
        longer[steps.length] = step;
        more[losses.length] = loss;
        return new LearningCurve(longer, more);
    }

    /**
     * The same curve, or its end where that is shorter.
     *
     * @param most how many reports to keep, the last ones; at least 1
     */
    public LearningCurve last(int most) {
        return steps.length <= most
                ? this
                : new LearningCurve(
                        Arrays.copyOfRange(steps, steps.length - most, steps.length),
                        Arrays.copyOfRange(losses, losses.length - most, losses.length));
    }

    /** How many reports there are. */
    public int size() {
        return steps.length;
    }

    /** The step of report {@code index}, from 0 in the order of their steps. */
    public long step(int index) {
        return steps[index];
    }

    /** The loss of report {@code index}, from 0 in the order of their steps. */
    public double loss(int index) {
        return losses[index];
    }

    /** The highest step. */
    public long lastStep() {
        return steps[steps.length - 1];
    }

    /** The loss at the highest step. */
    public double lastLoss() {
        return losses[losses.length - 1];
    }

    /** The highest step but one; −1 if there is one report only. */
    public long stepBefore() {
        return steps.length == 1 ? -1 : steps[steps.length - 2];
    }

    /** The least of all losses, NaN left out; NaN if all are. */
    public double best() {
        return best(0, size());
    }

    /** The least loss of the reports {@code from} to {@code to}, the latter excluded, NaN left out; NaN if none is left. */
    public double best(int from, int to) {
        return Arrays.stream(losses, from, to)
                .filter(loss -> !Double.isNaN(loss))
                .min()
                .orElse(Double.NaN);
    }

    /** The index of the first report at this step or later; {@link #size} if there is none. */
    public int firstFrom(long step) {
        int found = Arrays.binarySearch(steps, step);
        return found >= 0 ? found : -found - 1;
    }
}
