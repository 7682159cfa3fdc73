package dev.parley.optimizer.pruning;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.optimizer.Pruner;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stops a trial that no longer improves, or lets another pruner decide about it only then.
 *
 * <p>A trial no longer improves if the best of its last {@code patience} + 1 reports is worse by more than {@code minDelta} than
 * the best before them. Reports of NaN count, but none of them is a best; where all before or all after are NaN, it is left alone.
 *
 * @param patience how many reports without improvement are borne; 0 or more
 * @param minDelta how much worse, in units of the metric, is still borne; 0 or more
 * @param other what decides about a trial that no longer improves; null to stop it
 */
public record PatiencePruner(
        int patience, double minDelta, @Nullable Pruner other) implements Pruner {

    public PatiencePruner {
        if (patience < 0) {
            throw new IllegalArgumentException("patience must not be negative: " + patience);
        }
        if (!(minDelta >= 0 && minDelta < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException("minDelta must be finite and not negative: " + minDelta);
        }
    }

    @Override
    public boolean shouldPrune(LearningCurve trial, Peers peers) {
        return !isImproving(trial) && (other == null || other.shouldPrune(trial, peers));
    }

    @Override
    public List<Long> rungs(long above, long upTo) {
        return other == null ? List.of() : other.rungs(above, upTo);
    }

    private boolean isImproving(LearningCurve trial) {
        int before = trial.size() - 1 - patience;
        return before <= 0 || !(trial.best(0, before) + minDelta < trial.best(before, trial.size()));
    }
}
