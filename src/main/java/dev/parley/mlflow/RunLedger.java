package dev.parley.mlflow;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Keeps which run shows which trial, and what is to be done; within the caller's transaction. */
final class RunLedger {

    private final JdbcClient jdbc;

    RunLedger(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * A trial for which something is to be done.
     *
     * @param number its number
     * @param revision the trial's revision that is to be shown, at least
     * @param loggedRevision the one that its run shows; null if none does
     * @param run its run; null if none is known
     * @param isDoubtful whether there may be a run that is not known
     * @param failures how often it failed
     */
    record Entry(
            int number,
            long revision,
            @Nullable Long loggedRevision,
            @Nullable String run,
            boolean isDoubtful,
            int failures) {

        /** Whether its run shows all there is, so that it is only to be seen whether there is another one. */
        boolean isLogged() {
            return loggedRevision != null && loggedRevision == revision;
        }
    }

    /**
     * What has been done for a trial.
     *
     * @param entry what was to be done
     * @param run its run now; null if none is known
     * @param isDoubtful whether there may be another run
     * @param isLogged whether the run shows the trial, or there is none and is to be none
     * @param failures how often it failed
     * @param refusal why MLflow does not take it; null unless that is so
     * @param pause when to look at it again; null if nothing is left to do
     */
    record Note(
            Entry entry,
            @Nullable String run,
            boolean isDoubtful,
            boolean isLogged,
            int failures,
            @Nullable String refusal,
            @Nullable Duration pause) {}

    /** The trials of a study for which something has been due for longest. Until they are noted, they are doubtful. */
    List<Entry> take(long study, int most) {
        return jdbc.sql("""
            WITH next AS MATERIALIZED (
                SELECT number, revision, logged_revision, run_id, is_doubtful, failures FROM mlflow_run
                WHERE study_id = :study AND due_at <= clock_timestamp()
                ORDER BY due_at, number LIMIT :most FOR NO KEY UPDATE),
            doubted AS (
                UPDATE mlflow_run r SET is_doubtful = true FROM next
                WHERE r.study_id = :study AND r.number = next.number AND r.run_id IS NULL AND NOT r.is_doubtful)
            SELECT * FROM next
            """)
                .param("study", study)
                .param("most", most)
                .query((row, n) -> new Entry(
                        row.getInt("number"),
                        row.getLong("revision"),
                        row.getObject("logged_revision", Long.class),
                        row.getString("run_id"),
                        row.getBoolean("is_doubtful"),
                        row.getInt("failures")))
                .list();
    }

    /**
     * Notes what has been done for trials of a study, if its claim still is ours. Those that changed meanwhile stay due.
     *
     * @return for how many; 0 if the claim is not ours
     */
    int note(long study, UUID claim, List<Note> notes) {
        int noted = 0;
        for (Note note : notes) {
            noted += jdbc.sql("""
                UPDATE mlflow_run SET run_id = :run, is_doubtful = :doubtful,
                    logged_revision = CASE WHEN :logged THEN :revision ELSE logged_revision END,
                    failures = CASE WHEN revision = :revision THEN :failures ELSE 0 END,
                    refusal = CASE WHEN revision = :revision THEN :refusal END,
                    due_at = CASE WHEN revision = :revision THEN clock_timestamp() + make_interval(secs => :pause)
                        ELSE due_at END
                WHERE study_id = :study AND number = :number
                  AND EXISTS (SELECT FROM mlflow_study m WHERE m.study_id = :study AND m.claim = :claim)
                """)
                    .param("run", note.run)
                    .param("doubtful", note.isDoubtful)
                    .param("logged", note.isLogged)
                    .param("revision", note.entry.revision)
                    .param("failures", note.failures)
                    .param("refusal", note.refusal)
                    .param("pause", note.pause == null ? null : note.pause.toMillis() / 1e3)
                    .param("study", study)
                    .param("number", note.entry.number)
                    .param("claim", claim)
                    .update();
        }
        return noted;
    }
}
