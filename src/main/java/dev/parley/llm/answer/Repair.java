package dev.parley.llm.answer;

import java.util.Locale;

/** What was put right in an answer. */
public enum Repair {
    /** Text around the JSON was left aside. */
    SURROUNDED,
    /** The JSON breaks off; what is whole of it was taken. */
    BROKEN_OFF,
    /** The last value counts where an object has a name twice. */
    REPEATED_KEY,
    /** A configuration stood without its envelope. */
    BARE,
    /** A value of no parameter was dropped. */
    UNKNOWN_KEY,
    /** A parameter was known by its own name, or by its key in another spelling. */
    RENAMED_KEY,
    /** A value was of another type, such as a number in a string. */
    COERCED,
    /** A choice was known in another spelling. */
    NORMALIZED,
    /** A number a little outside of the range was moved to its end. */
    CLIPPED,
    /** A number between two values was moved to the nearer one. */
    SNAPPED,
    /** The value of a parameter that is not active was dropped. */
    INACTIVE,
    /** A parameter without a value took its default. */
    DEFAULTED;

    /** The word for it, such as {@code unknown-key}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
