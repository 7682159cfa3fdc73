package dev.parley.llm.answer;

import java.util.EnumMap;
import java.util.Map;

/** How often each constant of an enumeration came up. */
final class Counts<E extends Enum<E>> {

    private final Map<E, Integer> counts;

    Counts(Class<E> type) {
        counts = new EnumMap<>(type);
    }

    void add(E constant) {
        counts.merge(constant, 1, Integer::sum);
    }

    /** The counts of those that came up. */
    Map<E, Integer> toMap() {
        return counts;
    }
}
