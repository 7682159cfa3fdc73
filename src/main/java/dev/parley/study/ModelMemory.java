package dev.parley.study;

import java.util.Locale;

/** What a model is told of its earlier answers where it works in a loop. */
public enum ModelMemory {
    /** The trials in short, written anew each time. */
    SUMMARY,
    /** What was said, as far back as there is room for it. */
    CONVERSATION;

    /** The word for it, such as {@code summary}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
