package dev.parley.optimizer.gp;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/**
 * What the finished trials of a history say to the models.
 *
 * <p>Complete and pruned trials with a value say what the loss is; a pruned one, which did not come far, at least the median
 * loss of the complete ones. Every finished trial says whether its configuration is feasible.
 *
 * @param measured the numbers of the trials with a loss
 * @param losses their losses
 * @param standardErrors how far each of these may be off; NaN where that is not known
 * @param judged the numbers of all finished trials
 * @param feasible for each of them, whether its configuration is feasible
 */
@SuppressWarnings("ArrayRecordComponent")
record Evidence(int[] measured, double[] losses, double[] standardErrors, int[] judged, boolean[] feasible) {

    /** How many trials of one configuration are looked at. */
    private static final int REPEATS = 20;

    /** The evidence of a history for its first objective. */
    static Evidence of(History history, Direction direction) {
        int[] measured = new int[history.size()];
        double[] losses = new double[history.size()];
        double[] standardErrors = new double[history.size()];
        int[] judged = new int[history.size()];
        boolean[] feasible = new boolean[history.size()];
        double usual = medianLoss(history, direction);
        int m = 0;
        int j = 0;
        for (int number = 0; number < history.size(); number++) {
            Standing standing = history.standing(number);
            if (standing == Standing.PENDING || standing == Standing.IGNORED) {
                continue;
            }
            double value = history.value(number, 0);
            if (standing != Standing.INFEASIBLE && !Double.isNaN(value)) {
                double loss = direction.loss(value);
                boolean isCutOff = standing == Standing.PRUNED && loss < usual;
                measured[m] = number;
                standardErrors[m] = isCutOff ? Double.NaN : history.standardError(number, 0);
                losses[m++] = isCutOff ? usual : loss;
            }
            judged[j] = number;
            feasible[j++] = standing != Standing.INFEASIBLE && history.violation(number) == 0;
        }
        return new Evidence(
                Arrays.copyOf(measured, m),
                Arrays.copyOf(losses, m),
                Arrays.copyOf(standardErrors, m),
                Arrays.copyOf(judged, j),
                Arrays.copyOf(feasible, j));
    }

    /**
     * The same, if it is of at most so many trials; else of about so many: two thirds are trials of the configurations with
     * the lowest losses, the first {@value #REPEATS} of each, and the others are spread evenly over the study.
     */
    Evidence sample(History history, int most) {
        if (judged.length <= most) {
            return this;
        }
        BitSet kept = ofTheBest(history, 2 * most / 3);
        int step = 1 + judged.length / (most - 2 * most / 3);
        for (int j = 0; j < judged.length; j += step) {
            kept.set(judged[j]);
        }
        int[] m = IntStream.range(0, measured.length)
                .filter(i -> kept.get(measured[i]))
                .toArray();
        int[] j = IntStream.range(0, judged.length)
                .filter(i -> kept.get(judged[i]))
                .toArray();
        boolean[] keptFeasible = new boolean[j.length];
        for (int i = 0; i < j.length; i++) {
            keptFeasible[i] = feasible[j[i]];
        }
        return new Evidence(
                IntStream.of(m).map(i -> measured[i]).toArray(),
                IntStream.of(m).mapToDouble(i -> losses[i]).toArray(),
                IntStream.of(m).mapToDouble(i -> standardErrors[i]).toArray(),
                IntStream.of(j).map(i -> judged[i]).toArray(),
                keptFeasible);
    }

    private BitSet ofTheBest(History history, int most) {
        Map<Configuration, List<Integer>> trials = new HashMap<>();
        for (int number : measured) {
            List<Integer> same = trials.computeIfAbsent(history.configuration(number), absent -> new ArrayList<>());
            if (same.size() < REPEATS) {
                same.add(number);
            }
        }
        int[] byLoss = IntStream.range(0, measured.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> losses[i]))
                .mapToInt(i -> measured[i])
                .toArray();
        BitSet kept = new BitSet();
        for (int i = 0; i < byLoss.length && kept.cardinality() < most; i++) {
            Objects.requireNonNull(trials.get(history.configuration(byLoss[i]))).forEach(kept::set);
        }
        return kept;
    }

    /** The median loss of the complete trials; NaN where there is none. */
    private static double medianLoss(History history, Direction direction) {
        double[] complete = new double[history.count(Standing.COMPLETE)];
        int count = 0;
        for (int number = 0; number < history.size(); number++) {
            if (history.standing(number) == Standing.COMPLETE) {
                complete[count++] = direction.loss(history.value(number, 0));
            }
        }
        Arrays.sort(complete);
        return complete.length == 0 ? Double.NaN : complete[complete.length / 2];
    }

    /** Whether all losses are the same, so that they say nothing. */
    boolean isLevel() {
        return Arrays.stream(losses).distinct().limit(2).count() < 2;
    }

    /** Whether some trials were infeasible and some were not. */
    boolean isDivided() {
        boolean any = false;
        boolean all = true;
        for (boolean f : feasible) {
            any |= f;
            all &= f;
        }
        return any && !all;
    }

    /** The share of the judged trials that are feasible. */
    double feasibleShare() {
        int count = 0;
        for (boolean f : feasible) {
            count += f ? 1 : 0;
        }
        return (double) count / feasible.length;
    }

    /** 1 for each judged trial that is feasible, −1 for each that is not. */
    double[] labels() {
        double[] labels = new double[feasible.length];
        Arrays.setAll(labels, i -> feasible[i] ? 1 : -1);
        return labels;
    }
}
