package dev.parley.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.study.Incarnation;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.time.Duration;
import java.util.BitSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Keeps what the complete trials of each study reported, for pruners, and brings it up to date by revision: only trials changed
 * since the highest revision seen are read. The studies least recently used leave when their bytes exceed the bound; one that has
 * more losses than a quarter of it has room for keeps those of the trials that completed first.
 */
@Component
class CompleteCurves {

    /** Trials in the order in which they completed. */
    private static final String CHANGED = """
        SELECT number, state FROM trial WHERE study_id = ? AND revision > ? ORDER BY finished_revision, number
        """;

    private static final int FETCH_SIZE = 5_000;

    /** How many trials' reports are read at a time. */
    private static final int BATCH = 200;

    private static final int BYTES_A_LOSS = 16;

    /** How long others wait for what one reads, while they hold a connection; then they make do with what is known. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /**
     * What is known.
     *
     * @param revision every change up to this revision is in it
     * @param complete the numbers of the trials whose reports are in it
     * @param isFull whether trials that completed later are left out
     */
    private record Snapshot(long revision, BitSet complete, StepLosses losses, boolean isFull) {

        static final Snapshot NOTHING = new Snapshot(0, new BitSet(), StepLosses.NONE, false);

        int kibibytes() {
            return 1 + (losses.size() + complete.size() / 128) / (1024 / BYTES_A_LOSS);
        }
    }

    private record Changed(int number, TrialState state) {}

    private record Key(Incarnation incarnation, long studyId) {}

    /** One study's place; whoever updates it holds the lock. */
    private static final class Slot {
        final ReentrantLock lock = new ReentrantLock();
        volatile Snapshot snapshot = Snapshot.NOTHING;

        boolean claim() {
            try {
                return lock.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return false;
            }
        }
    }

    private final JdbcTemplate jdbc;
    private final int mostLosses;
    private final Cache<Key, Slot> slots;

    CompleteCurves(JdbcTemplate jdbc, @Value("${parley.curves.max-size:128MB}") DataSize maxSize) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH_SIZE);
        this.mostLosses = Math.toIntExact(Math.min(Integer.MAX_VALUE, maxSize.toBytes() / 4 / BYTES_A_LOSS));
        this.slots = Caffeine.newBuilder()
                .maximumWeight(maxSize.toKilobytes())
                .weigher((Key key, Slot slot) -> slot.snapshot.kibibytes())
                .build();
    }

    /**
     * The losses that complete trials reported, at least as recent as the view, unless another thread takes long to read them.
     * The caller holds a transaction.
     */
    StepLosses upTo(StudyView view, PrunerDefinition pruner) {
        Key key = new Key(view.incarnation(), view.study().id());
        Slot slot = slots.get(key, absent -> new Slot());
        long wanted = view.progress().revision();
        if (slot.snapshot.revision < wanted && slot.claim()) {
            try {
                if (slot.snapshot.revision < wanted) {
                    slot.snapshot = updated(slot.snapshot, view, pruner);
                    slots.put(key, slot);
                }
            } finally {
                slot.lock.unlock();
            }
        }
        return slot.snapshot.losses;
    }

    /** The snapshot with the changes since; read whole where a result was withdrawn whose reports are in it. */
    private Snapshot updated(Snapshot before, StudyView view, PrunerDefinition pruner) {
        List<Changed> changed = jdbc.query(
                CHANGED,
                (row, n) -> new Changed(row.getInt("number"), TrialState.of(row.getString("state"))),
                view.study().id(),
                before.revision);
        if (changed.stream()
                .anyMatch(trial -> trial.state != TrialState.COMPLETE && before.complete.get(trial.number))) {
            return updated(Snapshot.NOTHING, view, pruner);
        }
        List<Integer> completed = changed.stream()
                .filter(trial -> trial.state == TrialState.COMPLETE && !before.complete.get(trial.number))
                .map(Changed::number)
                .toList();
        StepLosses losses = before.losses;
        BitSet complete = (BitSet) before.complete.clone();
        boolean isFull = before.isFull;
        for (int from = 0; from < completed.size() && !isFull; from += BATCH) {
            List<Integer> batch = completed.subList(from, Math.min(from + BATCH, completed.size()));
            Map<Integer, CurveReading> reported =
                    TrialCurves.read(jdbc, view.study().id(), batch, pruner.looksAt(), pruner.goesFor());
            for (int number : batch) {
                CurveReading reading = reported.get(number);
                isFull |= reading != null && losses.size() + reading.size() > mostLosses;
                if (reading != null && !isFull) {
                    losses = reading.curve().map(losses::with).orElse(losses);
                    complete.set(number);
                }
            }
        }
        return new Snapshot(view.progress().revision(), complete, losses, isFull);
    }
}
