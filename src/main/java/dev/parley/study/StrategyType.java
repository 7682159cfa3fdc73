package dev.parley.study;

import java.util.Locale;

/** The strategies a study may name. */
public enum StrategyType {
    RANDOM,
    SOBOL,
    TPE,
    GP,
    /** Picks gp or tpe for each ask. */
    AUTO,
    /** A language model alone, and auto where it has nothing to say. */
    LLM,
    /** A language model's proposals among the suggestions of auto. */
    LLM_TPE;

    /** Whether it cannot take more than one objective. */
    boolean takesOneObjective() {
        return switch (this) {
            case GP -> true;
            case RANDOM, SOBOL, TPE, AUTO, LLM, LLM_TPE -> false;
        };
    }

    /** Whether a language model takes part. */
    public boolean takesModel() {
        return switch (this) {
            case LLM, LLM_TPE -> true;
            case RANDOM, SOBOL, TPE, GP, AUTO -> false;
        };
    }

    /** The strategy's word, such as {@code llm-tpe}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
