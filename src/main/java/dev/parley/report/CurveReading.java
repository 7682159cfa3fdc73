package dev.parley.report;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import java.util.Optional;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;

/**
 * Makes a curve of a trial's measurements, the last handout first. Of a handout before, only what lies below the first step of
 * those after it counts: a training that goes on from a checkpoint has the curve up to there, one that begins anew does not.
 */
final class CurveReading {

    private final Direction direction;
    private final LongStream.Builder steps = LongStream.builder();
    private final DoubleStream.Builder losses = DoubleStream.builder();
    private int size;
    private int handout = -1;
    private long firstOfLater = Long.MAX_VALUE;
    private long first = Long.MAX_VALUE;

    /** A reading of a metric of which this end is good. */
    CurveReading(Direction direction) {
        this.direction = direction;
    }

    /**
     * Takes in the next measurement, by handout in descending order.
     *
     * @param value the value as a JSON text without quotes
     */
    void add(int handout, long step, String value) {
        if (handout != this.handout) {
            this.handout = handout;
            firstOfLater = first;
        }
        if (step < firstOfLater) {
            first = Math.min(first, step);
            steps.add(step);
            losses.add(direction.loss(Double.parseDouble(value)));
            size++;
        }
    }

    /** How many measurements count. */
    int size() {
        return size;
    }

    /** The curve; empty if there was no measurement. */
    Optional<LearningCurve> curve() {
        return size == 0
                ? Optional.empty()
                : Optional.of(
                        LearningCurve.of(steps.build().toArray(), losses.build().toArray()));
    }
}
