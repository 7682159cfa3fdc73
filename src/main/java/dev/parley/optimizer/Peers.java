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
     * Where a loss stands among all other trials, whatever their state, that reported at this step or a later one: each with its
     * loss at the first of those, unless that is NaN.
     *
     * @param loss not NaN
     */
    Standing at(long step, double loss);

    /**
     * Where a loss stands.
     *
     * @param others how many others there are
     * @param better how many of them are lower
     */
    record Standing(long others, long better) {}
}
