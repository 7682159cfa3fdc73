package dev.parley.optimizer.pruning;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.optimizer.Pruner;

/**
 * Stops a trial whose last loss is NaN or lies outside of bounds.
 *
 * @param lower the least loss that may go on; negative infinity if any
 * @param upper the greatest loss that may go on; infinity if any
 * @param schedule at which reports it decides
 */
public record ThresholdPruner(double lower, double upper, Schedule schedule) implements Pruner {

    public ThresholdPruner {
        if (!(lower <= upper)) {
            throw new IllegalArgumentException("lower must not be above upper: %s, %s".formatted(lower, upper));
        }
        if (lower == Double.NEGATIVE_INFINITY && upper == Double.POSITIVE_INFINITY) {
            throw new IllegalArgumentException("lower, upper or both must be finite");
        }
    }

    /**
     * A pruner with bounds in the metric's own unit.
     *
     * @param direction which end of the metric is good
     */
    public static ThresholdPruner of(Direction direction, double lower, double upper, Schedule schedule) {
        return switch (direction) {
            case MINIMIZE -> new ThresholdPruner(lower, upper, schedule);
            case MAXIMIZE -> new ThresholdPruner(-upper, -lower, schedule);
        };
    }

    @Override
    public boolean shouldPrune(LearningCurve trial, Peers peers) {
        double loss = trial.lastLoss();
        return schedule.isDue(trial) && !(loss >= lower && loss <= upper);
    }
}
