package dev.parley.optimizer;

import java.util.Locale;

/** Which end of a metric is good. */
public enum Direction {
    MINIMIZE,
    MAXIMIZE;

    /** The value's loss: the value itself where small is good, its negative where large is good. */
    public double loss(double value) {
        return this == MINIMIZE ? value : -value;
    }

    /** The direction's word: {@code minimize} or {@code maximize}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** Whether {@code value} is strictly better than {@code other}. */
    public boolean isBetter(double value, double other) {
        return loss(value) < loss(other);
    }
}
