package dev.parley.optimizer;

import java.util.ArrayList;
import java.util.List;

/** The complete trials that violate no constraint and that no other such trial dominates. */
public final class ParetoFront {

    private record Point(int number, double[] losses) {

        /** Whether this point is nowhere worse than the other and somewhere better. */
        boolean dominates(Point other) {
            boolean better = false;
            for (int i = 0; i < losses.length; i++) {
                if (losses[i] > other.losses[i]) {
                    return false;
                }
                better |= losses[i] < other.losses[i];
            }
            return better;
        }
    }

    private ParetoFront() {}

    /** The numbers of the trials of the front, in ascending order. Takes time in proportion to rows × front. */
    public static List<Integer> of(History history, List<Objective> objectives) {
        List<Point> front = new ArrayList<>();
        for (int number = 0; number < history.size(); number++) {
            if (isComplete(history, number) && history.violation(number) == 0) {
                Point point = point(history, objectives, number);
                if (front.stream().noneMatch(other -> other.dominates(point))) {
                    front.removeIf(point::dominates);
                    front.add(point);
                }
            }
        }
        return front.stream().map(Point::number).toList();
    }

    /** Whether a trial is complete, wherever it was tried. */
    private static boolean isComplete(History history, int number) {
        return switch (history.standing(number)) {
            case COMPLETE -> true;
            case IGNORED -> !Double.isNaN(history.value(number, 0));
            case PENDING, PRUNED, INFEASIBLE -> false;
        };
    }

    private static Point point(History history, List<Objective> objectives, int number) {
        double[] losses = new double[objectives.size()];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = objectives.get(i).direction().loss(history.value(number, i));
        }
        return new Point(number, losses);
    }
}
