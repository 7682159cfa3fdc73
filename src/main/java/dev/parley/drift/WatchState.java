package dev.parley.drift;

import java.util.Locale;

/** What is known of a watched study. */
enum WatchState {
    /** Nothing speaks against its promise yet. */
    WATCHING,
    /** It does not hold what it promised. */
    DRIFTED;

    /** The state's word, such as {@code watching}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
