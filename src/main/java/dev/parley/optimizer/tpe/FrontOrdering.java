package dev.parley.optimizer.tpe;

import dev.parley.optimizer.FrontOrder;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/** The order by several objectives ({@link FrontOrder}). Improvements are what each adds to the hypervolume of them all. */
final class FrontOrdering implements Ordering {

    private final History history;
    private final List<Objective> objectives;
    private final int[] numbers;
    private final double[] places;

    FrontOrdering(History history, List<Objective> objectives, int wanted, int most) {
        this.history = history;
        this.objectives = objectives;
        numbers = IntStream.range(0, history.size())
                .filter(number -> Leaders.isComplete(history, number))
                .toArray();
        places = FrontOrder.places(history.losses(objectives, numbers), wanted, most);
    }

    @Override
    public double place(int number) {
        return places[Arrays.binarySearch(numbers, number)];
    }

    /** Which of two trials stopped at the same step was better is not said by several objectives. */
    @Override
    public double lastLoss(int number) {
        return Double.POSITIVE_INFINITY;
    }

    @Override
    public double[] improvements(int[] better, int other) {
        return FrontOrder.contributions(history.losses(objectives, better));
    }
}
