package dev.parley.optimizer.pruning;

import dev.parley.optimizer.LearningCurve;

/**
 * At which reports a pruner looks at a trial: at the first one in each interval of steps after a warm-up.
 *
 * @param warmupSteps the first step that may be looked at; 0 or more
 * @param interval how many steps an interval has; 1 looks at every report
 */
public record Schedule(long warmupSteps, long interval) {

    public Schedule {
        if (warmupSteps < 0) {
            throw new IllegalArgumentException("warmupSteps must not be negative: " + warmupSteps);
        }
        if (interval < 1) {
            throw new IllegalArgumentException("interval must be at least 1: " + interval);
        }
    }

    /** Whether the last report is the first one in its interval. */
    boolean isDue(LearningCurve curve) {
        long since = curve.lastStep() - warmupSteps;
        return since >= 0 && curve.stepBefore() < curve.lastStep() - since % interval;
    }
}
