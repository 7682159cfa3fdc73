package dev.parley.study;

import java.util.Locale;

/** The strategies a study may name. */
public enum StrategyType {
    RANDOM,
    SOBOL,
    TPE,
    GP,
    AUTO;

    /** Whether it cannot take more than one objective. */
    boolean takesOneObjective() {
        return switch (this) {
            case RANDOM, SOBOL -> false;
            case TPE, GP, AUTO -> true;
        };
    }

    /** The strategy's word, such as {@code tpe}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
