package dev.parley.optimizer.pruning;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.optimizer.Pruner;
import java.util.Arrays;

/**
 * Stops a trial whose best loss so far is above a percentile of the losses that complete trials reported at its last step.
 *
 * <p>The percentile of n losses lies at the place p (n − 1) / 100 of their ascending order, counted from 0, and is interpolated
 * linearly between two; of two whose difference is not finite it is the higher one. Losses that are NaN count as reported, but have
 * no place. A trial that has reported nothing but NaN is stopped; otherwise, where complete trials have reported nothing else, none
 * is.
 *
 * <p>With the percentile 50 it is the median stopping rule of Golovin et al., Google Vizier (KDD 2017, section 3.2.2), but that
 * complete trials count by their loss at the step instead of its average up to there. Optuna decides alike, but next to infinite
 * losses, where its percentile is NaN in the one direction of a metric and a number in the other.
 *
 * @param percentile the share of the complete trials, in percent, that a trial has to be among the best of: from 0 to 100, and the
 *     lower, the stricter
 * @param startupTrials until this many trials are complete, none is stopped; 0 or more
 * @param schedule at which reports it decides
 * @param minTrials how many complete trials must have reported at the step; 1 or more
 */
public record PercentilePruner(double percentile, int startupTrials, Schedule schedule, int minTrials)
        implements Pruner {

    public PercentilePruner {
        if (!(percentile >= 0 && percentile <= 100)) {
            throw new IllegalArgumentException("percentile must be from 0 to 100: " + percentile);
        }
        if (startupTrials < 0) {
            throw new IllegalArgumentException("startupTrials must not be negative: " + startupTrials);
        }
        if (minTrials < 1) {
            throw new IllegalArgumentException("minTrials must be at least 1: " + minTrials);
        }
    }

    @Override
    public boolean shouldPrune(LearningCurve trial, Peers peers) {
        if (!schedule.isDue(trial)) {
            return false;
        }
        int complete = peers.complete();
        if (complete == 0 || complete < startupTrials) {
            return false;
        }
        double best = trial.best();
        return Double.isNaN(best) || best > bound(peers.at(trial.lastStep()));
    }

    /** The percentile of losses in ascending order; NaN if there is none, or they are too few. */
    private double bound(double[] losses) {
        int known = losses.length;
        while (known > 0 && Double.isNaN(losses[known - 1])) {
            known--;
        }
        if (losses.length < minTrials || known == 0) {
            return Double.NaN;
        }
        return percentile(Arrays.copyOf(losses, known));
    }

    private double percentile(double[] losses) {
        double place = (losses.length - 1) * (percentile / 100);
        int below = (int) place;
        if (below >= losses.length - 1) {
            return losses[losses.length - 1];
        }
        double share = place - below;
        double low = losses[below];
        double high = losses[below + 1];
        if (share == 0) {
            return low;
        }
        if (!Double.isFinite(high - low)) {
            return high;
        }
        return share < 0.5 ? low + (high - low) * share : high - (high - low) * (1 - share);
    }
}
