package dev.parley.study;

import jakarta.persistence.EnumeratedValue;
import java.util.Locale;

/** How far a trial is. A study counts its trials by it. */
public enum TrialState {
    /** Waiting to be handed out, for the first time or again. */
    QUEUED,
    /** Handed out, and its lease has not run out. */
    RUNNING,
    /** Finished with values. */
    COMPLETE,
    /** Stopped early. */
    PRUNED,
    /** Finished: the configuration cannot be used. */
    INFEASIBLE,
    /** Ended without a verdict on the configuration. */
    FAILED,
    /** Ended, or its result withdrawn, by a client. */
    CANCELLED,
    /** Its last lease ran out. */
    LOST;

    @EnumeratedValue
    private final String word = name().toLowerCase(Locale.ROOT);

    /**
     * The state of this word.
     *
     * @throws IllegalArgumentException if there is none
     */
    public static TrialState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** Whether a result was told, of whatever kind. */
    public boolean isTold() {
        return switch (this) {
            case COMPLETE, PRUNED, INFEASIBLE, FAILED -> true;
            case QUEUED, RUNNING, CANCELLED, LOST -> false;
        };
    }

    /** The state's word, such as {@code complete}. */
    @Override
    public String toString() {
        return word;
    }
}
