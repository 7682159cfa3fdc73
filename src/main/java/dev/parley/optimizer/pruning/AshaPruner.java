package dev.parley.optimizer.pruning;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.optimizer.Pruner;
import java.util.ArrayList;
import java.util.List;

/**
 * Asynchronous successive halving, in the form that stops trials and never resumes one: at each rung, which is a number of steps,
 * the best of every {@code reductionFactor} trials go on (Li et al., A System for Massively Parallel Hyperparameter Tuning, MLSys
 * 2020; Jamieson, Talwalkar: Non-stochastic Best Arm Identification and Hyperparameter Optimization, AISTATS 2016).
 *
 * <p>Rung k = 0, 1, … lies at step {@code minResource} × {@code reductionFactor}^({@code minEarlyStoppingRate} + k). A trial is
 * judged when a report is its first at a rung's step or later: by the loss of that report, among all trials that came there, with
 * theirs. Of n of them, itself included, the best ⌊n / {@code reductionFactor}⌋ go on, and the best one always does. A loss of NaN
 * is stopped, and not counted among the n.
 *
 * <p>It decides as Optuna's does, as long as no report reaches two rungs at once: that one is judged at each of them among all that
 * came there, while Optuna keeps those that it stopped at the lower rung out of the higher one, and so stops more.
 *
 * @param minResource the step of the first rung, but for the rate: 1 or more
 * @param reductionFactor of how many one goes on: 2 or more
 * @param minEarlyStoppingRate how many rungs are left out at the beginning: 0 or more
 * @param bootstrapCount how many trials are stopped at each rung before any goes on: 0 or more
 */
public record AshaPruner(long minResource, int reductionFactor, int minEarlyStoppingRate, int bootstrapCount)
        implements Pruner {

    public AshaPruner {
        if (minResource < 1) {
            throw new IllegalArgumentException("minResource must be at least 1: " + minResource);
        }
        if (reductionFactor < 2) {
            throw new IllegalArgumentException("reductionFactor must be at least 2: " + reductionFactor);
        }
        if (minEarlyStoppingRate < 0) {
            throw new IllegalArgumentException("minEarlyStoppingRate must not be negative: " + minEarlyStoppingRate);
        }
        if (bootstrapCount < 0) {
            throw new IllegalArgumentException("bootstrapCount must not be negative: " + bootstrapCount);
        }
    }

    @Override
    public boolean shouldPrune(LearningCurve trial, Peers peers) {
        return rungs(trial.stepBefore(), trial.lastStep()).stream()
                .anyMatch(rung -> !goesOn(rung, trial.lastLoss(), peers));
    }

    @Override
    public List<Long> rungs(long above, long upTo) {
        List<Long> rungs = new ArrayList<>();
        long rung = minResource;
        for (int k = 0; rung <= upTo; k++) {
            if (k >= minEarlyStoppingRate && rung > above) {
                rungs.add(rung);
            }
            if (rung > LearningCurve.MAX_STEP / reductionFactor) {
                break;
            }
            rung *= reductionFactor;
        }
        return rungs;
    }

    private boolean goesOn(long rung, double loss, Peers peers) {
        if (Double.isNaN(loss)) {
            return false;
        }
        Peers.Standing standing = peers.at(rung, loss);
        long count = 1 + standing.others();
        return count > bootstrapCount && standing.better() < Math.max(1, count / reductionFactor);
    }
}
