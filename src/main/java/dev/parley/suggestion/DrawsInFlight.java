package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.stereotype.Component;

/**
 * The draws that asks of this process are computing with, so that two of them at once do not take the same; and those
 * stored a moment ago, which an ask may not have read yet.
 */
@Component
class DrawsInFlight {

    /** For each study, the first draws of the asks in flight and how many each takes. */
    private final Map<Long, TreeMap<Long, Integer>> studies = new ConcurrentHashMap<>();

    /** For each study, the draw after the last one that was stored, for as long as an ask could have missed it. */
    private final Cache<Long, Long> stored = Caffeine.newBuilder()
            .maximumSize(100_000)
            .expireAfterWrite(Duration.ofMinutes(1))
            .build();

    /**
     * Takes draws above all others in flight and all that were just stored.
     *
     * @param next the lowest draw that no trial had when the study was read
     * @param count how many, at least 1
     * @return the first of them; to be given back by {@link #giveBack}
     */
    long take(long studyId, long next, int count) {
        long[] first = {next};
        studies.compute(studyId, (id, known) -> {
            TreeMap<Long, Integer> asks = known == null ? new TreeMap<>() : known;
            first[0] = Math.max(next, stored.asMap().getOrDefault(studyId, next));
            if (!asks.isEmpty()) {
                Map.Entry<Long, Integer> last = asks.lastEntry();
                first[0] = Math.max(first[0], last.getKey() + last.getValue());
            }
            asks.put(first[0], count);
            return asks;
        });
        return first[0];
    }

    /** Notes that a trial with this draw is stored; before the draw is given back. */
    void stored(long studyId, long draw) {
        stored.asMap().merge(studyId, draw + 1, Math::max);
    }

    /** Gives draws back, whether trials were stored with them or not. */
    void giveBack(long studyId, long first) {
        studies.computeIfPresent(studyId, (id, asks) -> {
            asks.remove(first);
            return asks.isEmpty() ? null : asks;
        });
    }
}
