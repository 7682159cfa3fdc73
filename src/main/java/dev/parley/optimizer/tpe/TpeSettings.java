package dev.parley.optimizer.tpe;

/**
 * How a tree-structured Parzen estimator is set. A study keeps the settings it began with.
 *
 * @param share β, the share of the finished trials that go below; more than 0 and less than 1
 * @param weighting how the observations below weigh
 * @param clip how narrow kernels get
 * @param priorInGaps whether the middle of the domain, where the prior lies, counts as a neighbour where little else keeps
 *     kernels from collapsing: on grids, where some observations lack the dimension, and among two observations or fewer
 * @param boundAtoms whether a bound of a continuous range has a probability of its own, so that it is suggested exactly
 * @param effort how exactly densities are computed
 */
public record TpeSettings(
        double share, Weighting weighting, Clip clip, boolean priorInGaps, boolean boundAtoms, Effort effort) {

    /** How the observations below weigh. */
    public enum Weighting {
        /** By their age: the older ones ramp up from 1/n. */
        RECENCY,
        /** By how much they improve on the best observation above. */
        IMPROVEMENT
    }

    /** The smallest bandwidth of a numeric dimension, as a share of its width. */
    public enum Clip {
        /** 1/min(100, n + 2) for n observations (Bergstra et al., 2011). */
        MAGIC,
        /** max(0.03, 1/(n + 2)²) for n observations (Watanabe, 2023). */
        FLOOR,
        /** 0.03 (12 min(d, 6)/N)^1.5, between 0.03 and 0.25, for d dimensions and N finished trials. */
        ANNEALED
    }

    /** How exactly densities are computed, and so what a suggestion costs. */
    public enum Effort {
        /** Every observation has its kernel, and every cell of a grid its mass. */
        EXACT,
        /**
         * At most 1,024 kernels above, in more than eight dimensions fewer, each of which may stand for several
         * observations; and a cell that is narrower than half a kernel has the kernel's density times its width. A
         * suggestion's cost is bounded, whatever the history.
         */
        BOUNDED;

        /** How many kernels there may be above in a space of so many dimensions. */
        int mostAbove(int dimensions) {
            return switch (this) {
                case EXACT -> Integer.MAX_VALUE;
                case BOUNDED -> Math.clamp(8_192 / dimensions, 256, 1_024);
            };
        }
    }

    /** Optuna's defaults, version 5. */
    public static final TpeSettings OPTUNA =
            new TpeSettings(0.1, Weighting.RECENCY, Clip.MAGIC, false, false, Effort.EXACT);

    /** The settings of new studies; {@code docs/strategies.md} shows what each is worth. */
    public static final TpeSettings DEFAULT =
            new TpeSettings(0.1, Weighting.IMPROVEMENT, Clip.ANNEALED, true, true, Effort.BOUNDED);

    public TpeSettings {
        if (!(share > 0 && share < 1)) {
            throw new IllegalArgumentException("share must lie between 0 and 1: " + share);
        }
    }
}
