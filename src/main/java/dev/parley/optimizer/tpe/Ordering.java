package dev.parley.optimizer.tpe;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import java.util.List;

/** How the feasible complete trials of a history follow one another, the best first. */
sealed interface Ordering permits LossOrdering, FrontOrdering {

    /**
     * The order by one objective or several.
     *
     * @param wanted how many trials are to be told from the others
     * @param most how many are to be ordered, at least as many; beyond them the order may not be known
     */
    static Ordering of(History history, List<Objective> objectives, int wanted, int most) {
        return objectives.size() == 1
                ? new LossOrdering(history, objectives.getFirst().direction())
                : new FrontOrdering(history, objectives, wanted, most);
    }

    /** A trial's place among the feasible complete ones, the less the better; infinite where it is not known. */
    double place(int number);

    /** What is less for a better one of two trials that were pruned at the same step; infinite where that is not known. */
    double lastLoss(int number);

    /**
     * How much trials weigh that are better than another, each at least 0, of any scale.
     *
     * @param better their numbers; feasible and complete
     * @param other the best of the others; feasible and complete
     */
    double[] improvements(int[] better, int other);
}
