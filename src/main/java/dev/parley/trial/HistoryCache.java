package dev.parley.trial;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.observability.Metric;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import org.springframework.util.unit.DataSize;

/**
 * Keeps this process's history of each study and brings it up to date by revision: only trials changed since the highest
 * revision seen are read. The histories least recently used leave when their bytes exceed the bound.
 */
@Component
public class HistoryCache {

    private static final String CHANGES = """
        SELECT number, state, configuration::text, violation, step, finished_revision, revision, turn, draw%s
        FROM trial WHERE study_id = ? AND revision > ? ORDER BY number
        """;

    /** The columns before the objectives' values. */
    private static final int NUMBER = 1,
            STATE = 2,
            CONFIGURATION = 3,
            VIOLATION = 4,
            STEP = 5,
            FINISHED = 6,
            REVISION = 7,
            TURN = 8,
            DRAW = 9;

    private static final double[] NONE = {};

    private static final int FETCH_SIZE = 5_000;

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

    private final JdbcTemplate jdbc;
    private final ConfigurationFormat format;
    private final Cache<Key, Slot> slots;
    private final Timer load;

    HistoryCache(
            JdbcTemplate jdbc,
            ConfigurationFormat format,
            MeterRegistry meters,
            @Value("${parley.history.max-size:256MB}") DataSize maxSize) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH_SIZE);
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
                    slot.snapshot = load.record(() -> update(slot.snapshot, view));
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
                .orElseGet(() -> update(Snapshot.empty(view.terms()), view))
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
                        .map(trial -> observation(trial, view.terms(), configurations))
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

    private Snapshot update(Snapshot before, StudyView view) {
        List<Observation> changed = new ArrayList<>();
        long[] revision = {view.progress().revision()};
        long[] nextDraw = {Math.max(before.nextDraw, view.progress().nextDraw())};
        StoredConfigurations configurations = format.reader(view.terms().space());
        jdbc.query(
                changes(view.terms().objectives().size()),
                row -> {
                    changed.add(observation(row, view.terms(), configurations));
                    revision[0] = Math.max(revision[0], row.getLong(REVISION));
                    nextDraw[0] = Math.max(nextDraw[0], row.getLong(DRAW) + 1);
                },
                view.study().id(),
                before.revision);
        return new Snapshot(before.history.with(changed), revision[0], revision[0], nextDraw[0]);
    }

    private static Observation observation(ResultSet row, StudyTerms terms, StoredConfigurations configurations)
            throws SQLException {
        return observation(
                row.getInt(NUMBER),
                TrialState.of(row.getString(STATE)),
                configurations.read(row.getString(CONFIGURATION)),
                values(row, terms.objectives().size()),
                standardErrors(row, terms.objectives().size()),
                row.getDouble(VIOLATION),
                step(row),
                row.getLong(FINISHED),
                turn(row.getString(TURN)),
                terms);
    }

    private static Observation observation(Trial trial, StudyTerms terms, StoredConfigurations configurations) {
        double[] values = trial.recorded().values();
        double[] standardErrors = trial.recorded().standardErrors();
        Long step = trial.recorded().step();
        return observation(
                trial.number(),
                trial.state(),
                configurations.read(trial.configuration()),
                values == null ? NONE : values,
                standardErrors == null ? NONE : standardErrors,
                trial.recorded().violation(),
                step == null ? Double.NaN : step,
                Objects.requireNonNullElse(trial.finishedRevision(), 0L),
                turn(trial.provenance().turn()),
                terms);
    }

    private static Observation observation(
            int number,
            TrialState state,
            Optional<Configuration> configuration,
            double[] values,
            double[] standardErrors,
            double violation,
            double step,
            long finishedRevision,
            dev.parley.optimizer.Turn turn,
            StudyTerms terms) {
        Standing standing = standing(state, values);
        boolean keepsValues =
                standing == Standing.COMPLETE || (standing == Standing.PRUNED && configuration.isPresent());
        return new Observation(
                number,
                configuration.orElseGet(() -> Configuration.none(terms.space())),
                configuration.isPresent() ? standing : Standing.IGNORED,
                keepsValues ? values : NONE,
                violation,
                step,
                keepsValues ? standardErrors : NONE,
                finishedRevision,
                turn);
    }

    private static dev.parley.optimizer.Turn turn(@Nullable String word) {
        return word == null
                ? dev.parley.optimizer.Turn.NONE
                : dev.parley.optimizer.Turn.valueOf(word.toUpperCase(Locale.ROOT));
    }

    private static Standing standing(TrialState state, double[] values) {
        return switch (state) {
            case QUEUED, RUNNING -> Standing.PENDING;
            case COMPLETE -> values.length == 0 ? Standing.IGNORED : Standing.COMPLETE;
            case PRUNED -> Standing.PRUNED;
            case INFEASIBLE -> Standing.INFEASIBLE;
            case FAILED, CANCELLED, LOST -> Standing.IGNORED;
        };
    }

    /** The last step that a pruned trial reported; NaN if there is none. */
    private static double step(ResultSet row) throws SQLException {
        double step = row.getLong(STEP);
        return row.wasNull() ? Double.NaN : step;
    }

    /** The objectives' values, one column each, which costs less than an array; empty if there are none. */
    private static double[] values(ResultSet row, int objectives) throws SQLException {
        double[] values = new double[objectives];
        for (int o = 0; o < objectives; o++) {
            values[o] = row.getDouble(DRAW + 1 + o);
            if (row.wasNull()) {
                return NONE;
            }
        }
        return values;
    }

    /** The values' standard errors, in the columns after theirs; empty if none is known. */
    private static double[] standardErrors(ResultSet row, int objectives) throws SQLException {
        double[] standardErrors = new double[objectives];
        for (int o = 0; o < objectives; o++) {
            standardErrors[o] = row.getDouble(DRAW + 1 + objectives + o);
            if (row.wasNull()) {
                return NONE;
            }
        }
        return standardErrors;
    }

    private static String changes(int objectives) {
        StringBuilder columns = new StringBuilder();
        for (String figure : List.of("values", "standard_errors")) {
            for (int o = 1; o <= objectives; o++) {
                columns.append(", ").append(figure).append('[').append(o).append(']');
            }
        }
        return CHANGES.formatted(columns);
    }
}
