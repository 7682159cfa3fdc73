package dev.parley.trial;

import java.util.Locale;

/** How trials are listed. */
public enum TrialOrder {
    /** By number. */
    NUMBER,
    /** By number, the highest first. */
    NEWEST,
    /** Best first by the first objective, the lowest number among equals, trials without a value last. */
    VALUE,
    /** By the revision of the last change. */
    REVISION;

    /** The order's word, such as {@code number}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
