package dev.parley.llm.model;

import java.util.Locale;

/** Whether a model can be asked. */
public enum ModelState {
    /** It answered when it was last asked, or was never asked. */
    READY,
    /** It did not answer when it was last asked. */
    FAILING,
    /** It failed so often that it is left alone for a while. */
    OPEN;

    /** The state's word, such as {@code ready}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
