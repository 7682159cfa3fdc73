package dev.parley.mlflow;

import dev.parley.mlflow.MlflowProperties.LoggedByDefault;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Keeps how far each study has come in MLflow, and which process logs it; within the caller's transaction. Only studies that are
 * to be logged are looked at.
 */
final class StudyMarks {

    /** Whether a study is to be logged, of its row {@code s}. */
    private static final String IS_WANTED =
            "(CASE WHEN :all THEN s.labels ->> 'mlflow' IS DISTINCT FROM 'off' ELSE s.labels ->> 'mlflow' = 'on' END)";

    /** How long a study that was moved to another server stays there at least. */
    private static final Duration STAY = Duration.ofMinutes(10);

    private final JdbcClient jdbc;
    private final String server;
    private final boolean all;

    StudyMarks(JdbcClient jdbc, MlflowProperties properties) {
        this.jdbc = jdbc;
        this.server = properties.uri().toString();
        this.all = properties.studies() == LoggedByDefault.ALL;
    }

    /** Begins with studies that are new. Their numbers say nothing: they are not in the order of commits. */
    int beginWithNewStudies() {
        return jdbc.sql("""
            INSERT INTO mlflow_study (study_id, server) SELECT study_id, :server FROM study s
            WHERE %s AND NOT EXISTS (SELECT FROM mlflow_study m WHERE m.study_id = s.study_id)
            ORDER BY study_id ON CONFLICT DO NOTHING
            """.formatted(IS_WANTED))
                .param("server", server)
                .param("all", all)
                .update();
    }

    /**
     * Begins anew with studies that were logged to another server, which may also be this one by another name: their runs are looked
     * for before any is made. A study that was just moved stays where it is for a while, since processes with different settings
     * would take it from each other.
     *
     * @return how many studies
     */
    int beginWithAnotherServer() {
        return jdbc.sql("""
            WITH moved AS (
                UPDATE mlflow_study SET server = :server, experiment_id = NULL, experiment_version = NULL,
                    held_until = NULL, held_reason = NULL, moved_at = clock_timestamp()
                WHERE server <> :server AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
                  AND (moved_at IS NULL OR moved_at < clock_timestamp() - make_interval(secs => :stay))
                RETURNING study_id),
            begun AS (
                UPDATE mlflow_run SET logged_revision = NULL, run_id = NULL, is_doubtful = true, failures = 0, refusal = NULL,
                    due_at = clock_timestamp()
                WHERE study_id IN (SELECT study_id FROM moved))
            SELECT count(*) FROM moved
            """)
                .param("server", server)
                .param("stay", STAY.toSeconds())
                .query(Integer.class)
                .single();
    }

    /**
     * Puts the trials in line that have ended since some studies were last seen, or were withdrawn. Those that nobody ran and nobody
     * told of are no runs.
     *
     * @param most how many studies
     * @return how many studies had moved on
     */
    int lineUp(int most) {
        return jdbc.sql("""
            WITH behind AS MATERIALIZED (
                SELECT m.study_id, m.seen_revision, p.revision
                FROM mlflow_study m JOIN study_progress p USING (study_id) JOIN study s USING (study_id)
                WHERE p.revision > m.seen_revision AND m.server = :server AND %s
                ORDER BY m.study_id LIMIT :most FOR NO KEY UPDATE OF m SKIP LOCKED),
            lined_up AS (
                INSERT INTO mlflow_run (study_id, number, revision, due_at)
                SELECT b.study_id, t.number, t.revision, clock_timestamp()
                FROM behind b JOIN trial t
                    ON t.study_id = b.study_id AND t.revision > b.seen_revision AND t.revision <= b.revision
                WHERE t.state NOT IN ('queued', 'running')
                  AND (t.state <> 'cancelled' OR t.started_at IS NOT NULL OR t.retracted_revision IS NOT NULL)
                ORDER BY b.study_id, t.number
                ON CONFLICT (study_id, number) DO UPDATE
                SET revision = excluded.revision, failures = 0, refusal = NULL, due_at = excluded.due_at)
            UPDATE mlflow_study m SET seen_revision = b.revision FROM behind b WHERE m.study_id = b.study_id
            """.formatted(IS_WANTED))
                .param("server", server)
                .param("all", all)
                .param("most", most)
                .update();
    }

    /**
     * Takes studies that something is to be done for and that nobody logs, those first that have waited longest for a turn.
     *
     * @param ours studies that this process logs, even if its claim ran out
     */
    List<StudyMark> claim(int most, Collection<Long> ours, UUID claim, Duration time) {
        return jdbc.sql("""
            WITH due AS MATERIALIZED (
                SELECT m.study_id FROM mlflow_study m JOIN study s USING (study_id)
                WHERE m.server = :server AND (m.claimed_until IS NULL OR m.claimed_until < clock_timestamp())
                  AND m.study_id <> ALL (:ours::bigint[])
                  AND (m.held_until IS NULL OR m.held_until <= clock_timestamp())
                  AND EXISTS (SELECT FROM mlflow_run r WHERE r.study_id = m.study_id AND r.due_at <= clock_timestamp())
                  AND %s
                ORDER BY m.claimed_until NULLS FIRST LIMIT :most FOR NO KEY UPDATE OF m SKIP LOCKED)
            UPDATE mlflow_study m
            SET claim = :claim, claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            FROM due WHERE m.study_id = due.study_id
            RETURNING m.study_id, m.identity, m.experiment_id, m.experiment_version
            """.formatted(IS_WANTED))
                .param("server", server)
                .param("all", all)
                .param("most", most)
                .param("ours", ours.toArray(Long[]::new))
                .param("claim", claim)
                .param("seconds", time.toMillis() / 1e3)
                .query((row, n) -> new StudyMark(
                        row.getLong("study_id"),
                        row.getObject("identity", UUID.class),
                        row.getString("experiment_id"),
                        row.getObject("experiment_version", Integer.class)))
                .list();
    }

    /** Keeps claims; answers those that still are ours. */
    List<Long> keep(Collection<Long> studies, UUID claim, Duration time) {
        return jdbc.sql("""
            UPDATE mlflow_study SET claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            WHERE study_id IN (:studies) AND claim = :claim RETURNING study_id
            """)
                .param("seconds", time.toMillis() / 1e3)
                .param("studies", studies)
                .param("claim", claim)
                .query((row, n) -> row.getLong("study_id"))
                .list();
    }

    /** Gives a claim back. */
    int release(long study, UUID claim) {
        return jdbc.sql("""
            UPDATE mlflow_study SET claim = NULL, claimed_until = clock_timestamp()
            WHERE study_id = :study AND claim = :claim
            """).param("study", study).param("claim", claim).update();
    }

    /** Notes which experiment shows which version of a study, whose claim is ours. */
    int noteExperiment(long study, UUID claim, String experiment, int version) {
        return jdbc.sql("""
            UPDATE mlflow_study SET experiment_id = :experiment, experiment_version = :version, held_until = NULL,
                held_reason = NULL
            WHERE study_id = :study AND claim = :claim
            """)
                .param("experiment", experiment)
                .param("version", version)
                .param("study", study)
                .param("claim", claim)
                .update();
    }

    /** Leaves a study alone for a while, whose claim is ours. */
    int hold(long study, UUID claim, Duration time, String reason) {
        return jdbc.sql("""
            UPDATE mlflow_study SET held_until = clock_timestamp() + make_interval(secs => :seconds), held_reason = :reason
            WHERE study_id = :study AND claim = :claim
            """)
                .param("seconds", time.toMillis() / 1e3)
                .param("reason", reason)
                .param("study", study)
                .param("claim", claim)
                .update();
    }

    /** How many trials wait for their run or a change of it, those not counted that MLflow does not take. */
    long waiting() {
        return jdbc.sql("""
            SELECT count(*) FROM mlflow_run r JOIN study s USING (study_id)
            WHERE r.due_at IS NOT NULL AND r.logged_revision IS DISTINCT FROM r.revision AND r.refusal IS NULL AND %s
            """.formatted(IS_WANTED))
                .param("all", all)
                .query(Long.class)
                .single();
    }
}
