package dev.parley.study;

import java.util.Locale;

/** How {@code llm-tpe} mixes a model's proposals with the engine's suggestions. */
public enum MixingMode {
    /** Proposals earn their turns. */
    GATED,
    /** The first trial is the model's, each other one by the toss of a coin. */
    COIN,
    /** The model fills some of the first trials. */
    INIT;

    /** The mode's word, such as {@code gated}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
