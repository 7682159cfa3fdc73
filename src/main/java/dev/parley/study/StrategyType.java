package dev.parley.study;

import java.util.Locale;

/** The strategies a study may name. */
public enum StrategyType {
    RANDOM,
    SOBOL,
    TPE;

    /** The strategy's word, such as {@code tpe}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
