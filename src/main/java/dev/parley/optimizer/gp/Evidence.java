package dev.parley.optimizer.gp;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import java.util.Arrays;

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

    /** 1 for each judged trial that is feasible, −1 for each that is not. */
    double[] labels() {
        double[] labels = new double[feasible.length];
        Arrays.setAll(labels, i -> feasible[i] ? 1 : -1);
        return labels;
    }
}
