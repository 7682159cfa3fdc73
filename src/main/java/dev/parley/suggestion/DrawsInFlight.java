package dev.parley.suggestion;

import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/** The draws that asks of this process are computing with, so that two of them at once do not take the same. */
@Component
class DrawsInFlight {

    /** For each study, the first draws of the asks in flight and how many each takes. */
    private final Map<Long, TreeMap<Long, Integer>> studies = new ConcurrentHashMap<>();

    /**
     * Takes draws above all others in flight.
     *
     * @param next the lowest draw that no stored trial has
     * @param count how many, at least 1
     * @return the first of them; to be given back by {@link #giveBack}
     */
    long take(long studyId, long next, int count) {
        long[] first = {next};
        studies.compute(studyId, (id, known) -> {
            TreeMap<Long, Integer> asks = known == null ? new TreeMap<>() : known;
            if (!asks.isEmpty()) {
                Map.Entry<Long, Integer> last = asks.lastEntry();
                first[0] = Math.max(next, last.getKey() + last.getValue());
            }
            asks.put(first[0], count);
            return asks;
        });
        return first[0];
    }

    /** Gives draws back, whether trials were stored with them or not. */
    void giveBack(long studyId, long first) {
        studies.computeIfPresent(studyId, (id, asks) -> {
            asks.remove(first);
            return asks.isEmpty() ? null : asks;
        });
    }
}
