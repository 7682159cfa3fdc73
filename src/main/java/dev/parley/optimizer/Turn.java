package dev.parley.optimizer;

import java.util.Locale;

/** How a language model took part in a trial. */
public enum Turn {
    /** Not at all: the configuration is an engine's, or a client's. */
    NONE,
    /** Its proposal took the place of a startup draw. */
    START,
    /** It had earned to choose among its proposals. */
    DIRECT,
    /** The engine thought more of its proposal than of its own suggestion. */
    JUDGED,
    /** Its proposal was tried to learn whether the model has become any better. */
    PROBE,
    /** A coin fell its way. */
    COIN,
    /** It is the only one to choose. */
    ALONE,
    /** The configuration is the engine's, chosen among its best by what the model predicted of them. */
    RERANKED;

    /** The turn's word, such as {@code direct}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
