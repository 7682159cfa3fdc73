package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Fronts;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import java.util.ArrayList;
import java.util.List;

/** The trials that no other dominates, by several objectives. Noise is not told from progress. */
final class BestFront implements Incumbent {

    private final History history;
    private final List<Objective> objectives;
    private final List<double[]> front = new ArrayList<>();

    /**
     * The front of some trials.
     *
     * @param before the numbers of those that came before all others, in any order
     */
    BestFront(History history, List<Objective> objectives, int[] before) {
        this.history = history;
        this.objectives = objectives;
        double[][] losses = history.losses(objectives, before);
        for (int[] first : Fronts.of(losses, Math.min(before.length, 1))) {
            for (int i : first) {
                front.add(losses[i]);
            }
        }
    }

    @Override
    public boolean isSurpassedBy(int number) {
        double[] losses = history.losses(objectives, number);
        if (front.isEmpty()) {
            front.add(losses);
            return false;
        }
        if (front.stream().anyMatch(other -> Fronts.isNowhereWorse(other, losses))) {
            return false;
        }
        front.removeIf(other -> Fronts.isNowhereWorse(losses, other));
        front.add(losses);
        return true;
    }
}
