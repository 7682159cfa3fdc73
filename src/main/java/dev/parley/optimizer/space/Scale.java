package dev.parley.optimizer.space;

/** How a numeric parameter's range is laid out. */
public enum Scale {
    /** Equal differences count the same. */
    LINEAR,
    /** Equal ratios count the same; every value is positive. */
    LOG
}
