package dev.parley.optimizer.analysis;

import dev.parley.optimizer.FrontOrder;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import java.util.ArrayList;
import java.util.List;

/** How the best so far improved, in the order of the trials' numbers. */
public final class Improvements {

    /** At how many numbers the volume of several objectives is looked at. */
    private static final int VOLUMES = 100;

    private Improvements() {}

    /**
     * From a trial on, what the best so far is.
     *
     * @param number the trial's number
     * @param value the best value so far, with one objective; with several the volume that all trials so far dominate, as a share of
     *     what is between the best of each objective and a tenth beyond nine tenths of all trials
     */
    public record Improvement(int number, double value) {}

    /** The improvements, by number; only feasible complete trials count. */
    public static List<Improvement> of(History history, List<Objective> objectives) {
        return objectives.size() == 1 ? values(history, objectives.getFirst()) : volumes(history, objectives);
    }

    private static List<Improvement> values(History history, Objective objective) {
        List<Improvement> improvements = new ArrayList<>();
        double best = Double.NaN;
        for (int number : Excerpt.complete(history)) {
            double value = history.value(number, 0);
            if (improvements.isEmpty() || objective.direction().isBetter(value, best)) {
                best = value;
                improvements.add(new Improvement(number, value));
            }
        }
        return improvements;
    }

    private static List<Improvement> volumes(History history, List<Objective> objectives) {
        int[] complete = Excerpt.complete(history);
        double[][] losses = history.losses(objectives, complete);
        int looks = Math.min(VOLUMES, complete.length);
        int[] counts = new int[looks];
        for (int look = 0; look < looks; look++) {
            counts[look] = (int) ((look + 1L) * complete.length / looks);
        }
        double[] volumes = FrontOrder.volumes(losses, counts);
        List<Improvement> improvements = new ArrayList<>();
        for (int look = 0; look < looks; look++) {
            if (look == 0 || volumes[look] > volumes[look - 1]) {
                improvements.add(new Improvement(complete[counts[look] - 1], volumes[look]));
            }
        }
        return improvements;
    }
}
