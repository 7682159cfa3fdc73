package dev.parley.optimizer;

import java.util.Locale;

/** Where a suggestion came from. */
public enum Origin {
    /** The defaults that the space declares. */
    DEFAULT,
    /** A client put it into the queue, or imported it. */
    QUEUED,
    /** Drawn from the prior. */
    RANDOM,
    /** A point of a low-discrepancy sequence. */
    SOBOL,
    /** The tree-structured Parzen estimator. */
    TPE,
    /** A Gaussian process. */
    GP,
    /** What similar studies taught, and the study's own trials. */
    TRANSFER,
    /** A proposal of a language model. */
    LLM,
    /** A configuration tried before, to know it better. */
    RETEST;

    /** The origin's word, such as {@code sobol}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
