package dev.parley.llm;

import dev.parley.study.MixingMode;
import dev.parley.study.ModelTerms;

/**
 * When a study's model is asked for proposals, and for how many; besides when the best trial or the space has changed.
 *
 * @param few it is asked while fewer than these wait
 * @param fresh it is asked once more than so many trials have ended since it was last asked; proposals older than that are stale
 * @param usual how many proposals to ask for, where asks found none as many as they were
 */
record Asking(int few, int fresh, int usual) {

    /** The most proposals to ask for. */
    static final int MOST = 8;

    /** Ahead of need, several at once. */
    private static final Asking AHEAD = new Asking(3, 10, MOST);

    /** One at a time, whenever one was used. */
    private static final Asking ONE_BY_ONE = new Asking(1, 10, 1);

    /** One after each result, or as many as were missed. */
    private static final Asking AFTER_RESULTS = new Asking(0, 0, 1);

    static Asking of(ModelTerms model) {
        if (!model.isLoop()) {
            return AHEAD;
        }
        return model.mode() == MixingMode.COIN ? ONE_BY_ONE : AFTER_RESULTS;
    }

    /** How many proposals to ask for, after so many asks that found none. */
    int wanted(int missed) {
        return Math.clamp(missed, usual, MOST);
    }
}
