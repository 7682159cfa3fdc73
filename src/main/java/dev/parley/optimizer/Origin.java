package dev.parley.optimizer;

/** Where a suggestion came from. */
public enum Origin {
    /** The declared default values. */
    DEFAULT,
    /** A client put it into the queue, or imported it. */
    QUEUED,
    /** Drawn from the prior. */
    RANDOM,
    /** A point of a low-discrepancy sequence. */
    SOBOL,
    /** The tree-structured Parzen estimator. */
    TPE
}
