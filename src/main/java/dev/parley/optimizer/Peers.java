package dev.parley.optimizer;

/**
 * What a {@link Pruner} may ask of the other trials of a study. Each answer costs no more than one look at a column that is
 * sorted or one query, so that curves need not be at hand.
 */
public interface Peers {

    /** How many trials are complete, with reports or without. */
    int complete();

    /** The losses that complete trials reported at exactly this step, in ascending order, NaN last. */
    double[] at(long step);

    /**
     * For every other trial, whatever its state, that reported at this step or a later one: its loss at the first of those. In
     * any order.
     */
    double[] reached(long step);
}
