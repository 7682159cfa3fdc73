package dev.parley.optimizer;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The complete trials that violate no constraint and that no other such trial dominates. */
public final class ParetoFront {

    private ParetoFront() {}

    /** The numbers of the trials of the front, in ascending order. Takes time in proportion to rows × front. */
    public static List<Integer> of(History history, List<Objective> objectives) {
        int[] numbers = IntStream.range(0, history.size())
                .filter(number -> isComplete(history, number) && history.violation(number) == 0)
                .toArray();
        double[][] losses = history.losses(objectives, numbers);
        return Arrays.stream(Fronts.of(losses, 1))
                .flatMapToInt(Arrays::stream)
                .map(i -> numbers[i])
                .boxed()
                .toList();
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
