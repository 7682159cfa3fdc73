package dev.parley.optimizer.space;

import java.util.Locale;

/** How a numeric parameter's range is laid out. */
public enum Scale {
    /** Equal differences count the same. */
    LINEAR,
    /** Equal ratios count the same; every value is positive. */
    LOG;

    /** The scale's word: {@code linear} or {@code log}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
