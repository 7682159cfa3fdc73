package dev.parley.optimizer;

import java.util.List;

/**
 * Says which trials are not worth being finished, by what they report on the way.
 *
 * <p>A pruner is a pure function and keeps no state between calls: equal arguments give the same answer, whichever thread or
 * process computes it. It is asked after each report, and an answer that nobody follows changes no later one. It never throws
 * for reports that trials can make, NaN and infinities included.
 */
@FunctionalInterface
public interface Pruner {

    /**
     * Whether a trial should stop after its last report.
     *
     * @param trial what it has reported, the last report included
     * @param peers the other trials of the study
     */
    boolean shouldPrune(LearningCurve trial, Peers peers);

    /**
     * The steps above one and up to another at which it compares a trial with those that {@linkplain Peers#reached reached}
     * them, in ascending order: whoever keeps reports for it has to remember those of these steps.
     */
    default List<Long> rungs(long above, long upTo) {
        return List.of();
    }
}
