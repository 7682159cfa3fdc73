package dev.parley.llm.prediction;

import java.util.Locale;

/** Why a candidate has no score in an answer. */
public enum Misreading {

    /** There is nothing like a score in the answer. */
    UNREADABLE,

    /** There are scores, but none for this candidate. */
    MISSING,

    /** What stands in the score's place is no finite number. */
    NO_NUMBER,

    /** The score lies far outside of the scale. */
    OUT_OF_RANGE;

    /** The word for it, such as {@code out-of-range}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
