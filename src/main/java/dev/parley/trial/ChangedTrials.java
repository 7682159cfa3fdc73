package dev.parley.trial;

import dev.parley.optimizer.Observation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.HistoryCache.Snapshot;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Reads the trials of a study that changed after a revision into its history. Hundreds of thousands of rows may come, so entities are
 * not made of them.
 */
@Component
class ChangedTrials {

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

    private static final int FETCH_SIZE = 5_000;

    private final JdbcTemplate jdbc;
    private final ConfigurationFormat format;

    ChangedTrials(JdbcTemplate jdbc, ConfigurationFormat format) {
        this.jdbc = new JdbcTemplate(Objects.requireNonNull(jdbc.getDataSource()));
        this.jdbc.setFetchSize(FETCH_SIZE);
        this.format = format;
    }

    /**
     * A study's history with all changes since another one.
     *
     * @param before the earlier history of the same study and space
     */
    Snapshot after(Snapshot before, StudyView view) {
        List<Observation> changed = new ArrayList<>();
        long[] revision = {view.progress().revision()};
        long[] nextDraw = {Math.max(before.nextDraw(), view.progress().nextDraw())};
        StoredConfigurations configurations = format.reader(view.terms().space());
        jdbc.query(
                changes(view.terms().objectives().size()),
                row -> {
                    changed.add(observation(row, view.terms(), configurations));
                    revision[0] = Math.max(revision[0], row.getLong(REVISION));
                    nextDraw[0] = Math.max(nextDraw[0], row.getLong(DRAW) + 1);
                },
                view.study().id(),
                before.revision());
        return new Snapshot(before.history().with(changed), revision[0], revision[0], nextDraw[0]);
    }

    private static Observation observation(ResultSet row, StudyTerms terms, StoredConfigurations configurations)
            throws SQLException {
        return Observed.of(
                row.getInt(NUMBER),
                TrialState.of(row.getString(STATE)),
                configurations.read(row.getString(CONFIGURATION)),
                values(row, terms.objectives().size()),
                standardErrors(row, terms.objectives().size()),
                row.getDouble(VIOLATION),
                step(row),
                row.getLong(FINISHED),
                row.getString(TURN),
                terms);
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
                return Observed.NONE;
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
                return Observed.NONE;
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
