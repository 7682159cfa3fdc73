package dev.parley.study;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/**
 * The statement that writes a study's progress if it is still as this process knows it, and changes nothing otherwise. A
 * change of a trial or of the definition shows in the revision; what may change without one is compared by itself.
 */
public final class ProgressUpdate {

    /** Answers the study's number, or no row; its parameters are set by {@link #set}. */
    public static final String SQL = """
        UPDATE study_progress SET state = ?, revision = ?, next_number = ?, next_draw = ?, imported = ?,
            queued = ?, running = ?, complete = ?, pruned = ?, infeasible = ?, failed = ?, cancelled = ?, lost = ?,
            best_number = ?, best_value = ?, since_best = ?,
            first_ask_at = ?, paused_at = ?, paused_seconds = ?, defaults_due = ?, completions = ?
        WHERE study_id = ? AND revision = ? AND state = ? AND first_ask_at IS NOT DISTINCT FROM ?
            AND paused_at IS NOT DISTINCT FROM ? AND paused_seconds = ? AND defaults_due = ? AND completions = ?
            AND %s = ?
            AND clock_timestamp() BETWEEN ?::timestamptz - interval '1 second' AND ?::timestamptz + interval '1 second'
        RETURNING study_id
        """.formatted(Incarnation.SQL);

    /** The states in the order of their columns. */
    private static final TrialState[] STATES = {
        TrialState.QUEUED,
        TrialState.RUNNING,
        TrialState.COMPLETE,
        TrialState.PRUNED,
        TrialState.INFEASIBLE,
        TrialState.FAILED,
        TrialState.CANCELLED,
        TrialState.LOST
    };

    private final PreparedStatement statement;
    private int parameter;

    private ProgressUpdate(PreparedStatement statement, int parameter) {
        this.statement = statement;
        this.parameter = parameter;
    }

    /**
     * Sets the statement's parameters.
     *
     * @param first the first of them
     * @param seen the study as it is known
     * @param changed the study as it is to be, at the time that the change was made for; it is written only if that is
     *     within a second of the database's
     * @return the parameter after the last one
     */
    public static int set(PreparedStatement statement, int first, StudyView seen, StudyView changed)
            throws SQLException {
        ProgressUpdate update = new ProgressUpdate(statement, first);
        update.setProgress(changed.progress());
        update.setGuards(seen, changed.now());
        return update.parameter;
    }

    private void setProgress(StudyProgress progress) throws SQLException {
        statement.setString(parameter++, progress.state().toString());
        statement.setLong(parameter++, progress.revision());
        statement.setInt(parameter++, progress.nextNumber());
        statement.setLong(parameter++, progress.nextDraw());
        statement.setInt(parameter++, progress.imported());
        for (TrialState state : STATES) {
            statement.setInt(parameter++, progress.count(state));
        }
        statement.setObject(parameter++, progress.bestNumber(), Types.INTEGER);
        statement.setObject(parameter++, progress.bestValue(), Types.DOUBLE);
        statement.setInt(parameter++, progress.sinceBest());
        set(progress.firstAskAt());
        set(progress.pausedAt());
        statement.setDouble(parameter++, progress.pausedSeconds());
        statement.setBoolean(parameter++, progress.defaultsDue());
        statement.setInt(parameter++, progress.completions());
    }

    private void setGuards(StudyView seen, Instant now) throws SQLException {
        StudyProgress progress = seen.progress();
        statement.setLong(parameter++, progress.studyId());
        statement.setLong(parameter++, progress.revision());
        statement.setString(parameter++, progress.state().toString());
        set(progress.firstAskAt());
        set(progress.pausedAt());
        statement.setDouble(parameter++, progress.pausedSeconds());
        statement.setBoolean(parameter++, progress.defaultsDue());
        statement.setInt(parameter++, progress.completions());
        statement.setString(parameter++, seen.incarnation().value());
        set(now);
        set(now);
    }

    private void set(@Nullable Instant instant) throws SQLException {
        statement.setObject(
                parameter++, instant == null ? null : instant.atOffset(ZoneOffset.UTC), Types.TIMESTAMP_WITH_TIMEZONE);
    }
}
