package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import java.util.stream.IntStream;

/** The order by one objective. Improvements are those of the loss, wᵢ = y* − yᵢ (Watanabe, arXiv 2304.11127, section 3). */
record LossOrdering(History history, Direction direction) implements Ordering {

    @Override
    public double place(int number) {
        return direction.loss(history.value(number, 0));
    }

    @Override
    public double lastLoss(int number) {
        double value = history.value(number, 0);
        return Double.isNaN(value) ? Double.POSITIVE_INFINITY : direction.loss(value);
    }

    @Override
    public double[] improvements(int[] better, int other) {
        // halves, whose difference is finite
        return IntStream.of(better)
                .mapToDouble(number -> place(other) / 2 - place(number) / 2)
                .toArray();
    }
}
