package dev.parley.trial;

import java.util.Locale;

/** What a client may tell that became of a trial. */
public enum ToldState {
    COMPLETE,
    PRUNED,
    INFEASIBLE,
    FAILED;

    /** The state's word, such as {@code complete}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
