package dev.parley.trial;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.observability.Metric;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Keeps this process's history of each study and brings it up to date by revision: only trials changed since the highest
 * revision seen are read. The histories least recently used leave when their bytes exceed the bound.
 */
@Component
public class HistoryCache {

    /**
     * A history and how recent it is.
     *
     * @param history the history
     * @param revision every change up to this revision is in it, and none after
     * @param readRevision up to this revision it was read; the changes after are this process's own
     * @param nextDraw a draw above those of all its trials
     */
    public record Snapshot(History history, long revision, long readRevision, long nextDraw) {

        static Snapshot empty(StudyTerms terms) {
            return new Snapshot(History.empty(terms.space(), terms.objectives().size()), 0, 0, 0);
        }
    }

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {}

    /** One study's place in the cache; whoever updates it holds the lock. */
    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        volatile Snapshot snapshot;

        Slot(Snapshot snapshot) {
            this.snapshot = snapshot;
        }

        int kibibytes() {
            return (int) Math.min(Integer.MAX_VALUE, 1 + snapshot.history.bytes() / 1024);
        }
    }

    private final ChangedTrials trials;
    private final ConfigurationFormat format;
    private final Cache<Key, Slot> slots;
    private final Timer load;

    HistoryCache(
            ChangedTrials trials,
            ConfigurationFormat format,
            MeterRegistry meters,
            @Value("${parley.history.max-size:256MB}") DataSize maxSize) {
        this.trials = trials;
        this.format = format;
        this.slots = Caffeine.newBuilder()
                .maximumWeight(maxSize.toKilobytes())
                .weigher((Key key, Slot slot) -> slot.kibibytes())
                .build();
        this.load = Metric.HISTORY_LOAD.timer(meters);
        Metric.HISTORY_BYTES.gauge(meters, this, HistoryCache::bytes);
    }

    private double bytes() {
        return slots.asMap().values().stream()
                .mapToDouble(slot -> slot.kibibytes() * 1024.0)
                .sum();
    }

    /**
     * The history of a study, at least as recent as the view. One thread at a time reads changes; others wait for it.
     * The caller holds a transaction.
     */
    public Snapshot upTo(StudyView view) {
        StudyTerms terms = view.terms();
        Key key = key(view);
        Slot slot = slots.get(key, absent -> new Slot(Snapshot.empty(terms)));
        long wanted = view.progress().revision();
        if (slot.snapshot.revision < wanted) {
            slot.lock.lock();
            try {
                if (slot.snapshot.revision < wanted) {
                    slot.snapshot = load.record(() -> trials.after(slot.snapshot, view));
                    slots.put(key, slot);
                }
            } finally {
                slot.lock.unlock();
            }
        }
        return slot.snapshot;
    }

    /**
     * The history of a study, at least as recent as the view, for whoever needs it once: it takes no place here that asks could
     * use. The caller holds a transaction.
     */
    public History aside(StudyView view) {
        return present(view)
                .orElseGet(() -> trials.after(Snapshot.empty(view.terms()), view))
                .history();
    }

    /** The history of a study as it is here, if it is at least as recent as the view. */
    public Optional<Snapshot> present(StudyView view) {
        Slot slot = slots.getIfPresent(key(view));
        return slot == null
                ? Optional.empty()
                : Optional.of(slot.snapshot)
                        .filter(snapshot -> snapshot.revision >= view.progress().revision());
    }

    /**
     * Takes in the changes of a turn that was committed, if the history is here and lacks nothing else; otherwise they are
     * read when they are needed.
     */
    void committed(Turn turn) {
        StudyView view = turn.view();
        long revision = view.progress().revision();
        Key key = key(view);
        Slot slot = slots.getIfPresent(key);
        if (slot == null
                || turn.changed().isEmpty()
                || revision != turn.before() + turn.changed().size()
                || !slot.lock.tryLock()) {
            return;
        }
        try {
            Snapshot before = slot.snapshot;
            if (before.revision == turn.before()) {
                StoredConfigurations configurations = format.reader(view.terms().space());
                List<Observation> changed = turn.changed().stream()
                        .map(trial -> Observed.of(trial, view.terms(), configurations))
                        .toList();
                slot.snapshot = new Snapshot(
                        before.history.with(changed),
                        revision,
                        before.readRevision,
                        Math.max(before.nextDraw, view.progress().nextDraw()));
                slots.put(key, slot);
            }
        } finally {
            slot.lock.unlock();
        }
    }

    private static Key key(StudyView view) {
        return new Key(view.incarnation(), view.study().id(), view.study().spaceVersion());
    }
}
