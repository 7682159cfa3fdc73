package dev.parley.optimizer.tpe;

/**
 * How a tree-structured Parzen estimator is set. A study keeps the settings it began with.
 *
 * @param share β, the share of the finished trials that go below; more than 0 and less than 1
 * @param weighting how the observations below weigh
 * @param floor the smallest bandwidth as a share of the dimension's width, down to which 1/(n + 2)² falls; 0 for
 *     1/min(100, n + 2), Bergstra's clip
 * @param priorInGaps whether the middle of the domain, where the prior lies, counts as a neighbour where little else keeps
 *     kernels from collapsing: on grids, where some observations lack the dimension, and among two observations or fewer
 * @param boundAtoms whether a bound of a continuous range has a probability of its own, so that it is suggested exactly
 * @param mostAbove how many observations above are modelled one by one; of more, a weighted part stands for all
 */
public record TpeSettings(
        double share, Weighting weighting, double floor, boolean priorInGaps, boolean boundAtoms, int mostAbove) {

    /** How the observations below weigh. */
    public enum Weighting {
        /** By their age: the older ones ramp up from 1/n. */
        RECENCY,
        /** By how much they improve on the best observation above. */
        IMPROVEMENT
    }

    /** Optuna's defaults, version 5. */
    public static final TpeSettings OPTUNA =
            new TpeSettings(0.1, Weighting.RECENCY, 0, false, false, Integer.MAX_VALUE);

    /** The settings of new studies; {@code docs/tpe.md} shows what each is worth. */
    public static final TpeSettings DEFAULT = new TpeSettings(0.1, Weighting.IMPROVEMENT, 0.03, true, true, 1024);

    public TpeSettings {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must lie between 0 and 1: " + share);
        }
        if (!(floor >= 0 && floor < 1)) {
            throw new IllegalArgumentException("floor must lie between 0 and 1: " + floor);
        }
        if (mostAbove < 2) {
            throw new IllegalArgumentException("mostAbove must be at least 2: " + mostAbove);
        }
    }

    /** The smallest bandwidth among {@code n} observations of a dimension of this width, in its unit. */
    double smallestBandwidth(int n, double width) {
        if (floor == 0) {
            return width / Math.min(100, n + 2);
        }
        return width * Math.max(floor, 1 / ((n + 2.0) * (n + 2.0)));
    }
}
