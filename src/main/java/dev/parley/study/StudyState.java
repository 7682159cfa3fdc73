package dev.parley.study;

import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** Whether a study hands out trials. */
public enum StudyState {
    /** It does, as far as its limits allow. */
    ACTIVE,
    /** It does not until it is resumed. */
    PAUSED,
    /** It no longer does: a limit is met with nothing left to do, or a client said so. */
    COMPLETED;

    @EnumeratedValue
    private final String word = name().toLowerCase(Locale.ROOT);

    /** The state's word, such as {@code active}. */
    @Override
    public String toString() {
        return word;
    }
}
