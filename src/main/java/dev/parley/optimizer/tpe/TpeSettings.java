package dev.parley.optimizer.tpe;

/**
 * How a tree-structured Parzen estimator is set. A study keeps the settings it began with.
 *
 * @param share β, the share of the finished trials that go below; more than 0 and less than 1
 * @param weighting how the observations below weigh
 * @param bandwidthRule how narrow kernels get
 * @param mostAbove how many observations above are modelled one by one; of more, a weighted part stands for all
 */
public record TpeSettings(double share, Weighting weighting, BandwidthRule bandwidthRule, int mostAbove) {

    /** How the observations below weigh. */
    public enum Weighting {
        /** By their age: the older ones ramp up from 1/n. */
        RECENCY,
        /** By how much they improve on the best observation above. */
        IMPROVEMENT
    }

    /** Optuna's defaults, version 5. */
    public static final TpeSettings OPTUNA =
            new TpeSettings(0.1, Weighting.RECENCY, BandwidthRule.MAGIC_CLIP, Integer.MAX_VALUE);

    /** The settings of new studies. */
    public static final TpeSettings DEFAULT =
            new TpeSettings(0.1, Weighting.IMPROVEMENT, new BandwidthRule(0.03, 0, true), Integer.MAX_VALUE);

    public TpeSettings {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must lie between 0 and 1: " + share);
        }
        if (mostAbove < 1) {
            throw new IllegalArgumentException("mostAbove must be positive: " + mostAbove);
        }
    }
}
