package dev.parley.report;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.study.Incarnation;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import java.time.Duration;
import java.util.BitSet;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Keeps what the complete trials of each study reported, for pruners, and brings it up to date by revision: only trials changed
 * since the highest revision seen are read. The studies least recently used leave when their bytes exceed the bound.
 */
@Component
class CompleteCurves {

    private static final String CHANGES = """
        SELECT t.number, t.state, m.handout, m.step, m.values ->> ? AS value
        FROM trial t LEFT JOIN measurement m
          ON m.study_id = t.study_id AND m.number = t.number AND t.state = 'complete' AND m.values -> ? IS NOT NULL
        WHERE t.study_id = ? AND t.revision > ?
        ORDER BY t.number, m.handout DESC, m.step DESC
        """;

    private static final int FETCH_SIZE = 5_000;

    /** The most losses of one study; those of trials that complete after are left out. */
    private static final int MOST_LOSSES = 4_000_000;

    /** How long others wait for what one reads, while they hold a connection; then they make do with what is known. */
    private static final Duration PATIENCE = Duration.ofMillis(100);

    /**
     * What is known.
     *
     * @param revision every change up to this revision is in it
     * @param complete the numbers of the trials whose reports are in it
     */
    private record Snapshot(long revision, BitSet complete, StepLosses losses) {

        static final Snapshot NOTHING = new Snapshot(0, new BitSet(), StepLosses.NONE);

        int kibibytes() {
            return 1 + (losses.size() + complete.size() / 128) / 64;
        }
    }

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
    private final Cache<Key, Slot> slots;

    CompleteCurves(JdbcTemplate jdbc, @Value("${parley.curves.max-size:128MB}") DataSize maxSize) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH_SIZE);
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
        Changes changes = new Changes(before, pruner);
        jdbc.query(
                CHANGES,
                row -> {
                    int number = row.getInt("number");
                    changes.trial(number, TrialState.of(row.getString("state")));
                    String value = row.getString("value");
                    if (value != null) {
                        changes.measured(row.getInt("handout"), row.getLong("step"), value);
                    }
                },
                pruner.looksAt(),
                pruner.looksAt(),
                view.study().id(),
                before.revision);
        return changes.isWithdrawn
                ? updated(Snapshot.NOTHING, view, pruner)
                : changes.applied(view.progress().revision());
    }

    /** Takes in rows of changed trials, in the order of their numbers. */
    private static final class Changes {
        private final PrunerDefinition pruner;
        private final Snapshot before;
        private final BitSet complete;
        private StepLosses losses;
        private int number = -1;
        private CurveReading reading;
        private boolean isWithdrawn;

        Changes(Snapshot before, PrunerDefinition pruner) {
            this.before = before;
            this.pruner = pruner;
            this.complete = (BitSet) before.complete.clone();
            this.losses = before.losses;
            this.reading = new CurveReading(pruner.goesFor());
        }

        void trial(int next, TrialState state) {
            if (next != number) {
                finish();
                number = next;
                isWithdrawn |= state != TrialState.COMPLETE && before.complete.get(next);
            }
        }

        void measured(int handout, long step, String value) {
            if (!before.complete.get(number)) {
                reading.add(handout, step, value);
            }
        }

        private void finish() {
            reading.curve()
                    .filter(curve -> losses.size() + curve.size() <= MOST_LOSSES)
                    .ifPresent(curve -> {
                        losses = losses.with(curve);
                        complete.set(number);
                    });
            reading = new CurveReading(pruner.goesFor());
        }

        Snapshot applied(long revision) {
            finish();
            return new Snapshot(revision, complete, losses);
        }
    }
}
