package dev.parley.trial;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyView;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.springframework.stereotype.Component;

/**
 * Running trials as this process left them. One is in force as long as all changes of its study after its own are this
 * process's too, which the study's history tells.
 */
@Component
class KnownTrials {

    private static final int MOST = 20_000;

    private record Key(Incarnation incarnation, TrialId id) {}

    private final Cache<Key, Trial> running =
            Caffeine.newBuilder().maximumSize(MOST).build();

    /**
     * Takes trials away to be changed, by number; empty, and none is taken, if one of them is not known.
     *
     * @param history the study's history, as recent as the view
     */
    Optional<Map<Integer, Trial>> take(StudyView view, HistoryCache.Snapshot history, Collection<Integer> numbers) {
        Map<Integer, Trial> taken = HashMap.newHashMap(numbers.size());
        for (int number : numbers) {
            Trial trial = running.getIfPresent(key(view, number));
            if (trial == null || trial.revision() <= history.readRevision()) {
                return Optional.empty();
            }
            taken.put(number, trial);
        }
        numbers.forEach(number -> running.invalidate(key(view, number)));
        return Optional.of(taken);
    }

    /** Takes in what a turn left of the trials that it changed, before the study's history does. */
    void committed(Turn turn) {
        for (Trial trial : turn.changed()) {
            Key key = key(turn.view(), trial.number());
            switch (trial.state()) {
                case RUNNING -> running.put(key, trial);
                case QUEUED, COMPLETE, PRUNED, INFEASIBLE, FAILED, CANCELLED, LOST -> running.invalidate(key);
            }
        }
    }

    private static Key key(StudyView view, int number) {
        return new Key(view.incarnation(), new TrialId(view.study().id(), number));
    }
}
