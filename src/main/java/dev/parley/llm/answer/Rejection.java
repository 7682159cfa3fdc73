package dev.parley.llm.answer;

import java.util.Locale;

/** Why an answer, or a proposal in it, cannot be used. */
public enum Rejection {
    /** There is no JSON in the answer, or nothing at all. */
    UNREADABLE,
    /** There is JSON, and no proposal in it. */
    EMPTY,
    /** The proposal has no configuration. */
    SHAPELESS,
    /** An active parameter has no value, and none is declared that could stand in. */
    MISSING,
    /** The value of a numeric parameter is no number. */
    NO_NUMBER,
    /** The value is none of the parameter's choices. */
    NO_CHOICE,
    /** The number lies too far outside of the range. */
    OUT_OF_RANGE,
    /** A trial has this configuration, or one as good as the same. */
    TRIED,
    /** A proposal that waits, or one before it in the answer, has this configuration. */
    PROPOSED,
    /** There are more proposals than can be of use. */
    SURPLUS;

    /** The word for it, such as {@code out-of-range}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
