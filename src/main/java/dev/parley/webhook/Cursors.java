package dev.parley.webhook;

import dev.parley.study.Project;
import dev.parley.study.StudyProgress;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps how far each webhook has seen each study that it listens to; within the caller's transaction. A webhook begins where its
 * studies are when it is created, and with the beginning of those that come later. One that listens to nothing that studies do by
 * themselves needs none.
 */
@Component
class Cursors {

    private final JdbcClient jdbc;

    Cursors(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far a webhook has seen a study.
     *
     * @param study the study's number in the database
     * @param project the webhook's project
     * @param webhook the webhook
     * @param revision the last revision it has seen
     * @param completions how often the study had been completed
     * @param best the number of the best trial; null if there was none
     */
    record Cursor(
            long study,
            Project project,
            String webhook,
            long revision,
            int completions,
            @Nullable Integer best) {}

    /** Begins, or begins anew, with the studies as they are. */
    int beginNow(Webhook webhook) {
        return jdbc.sql("""
            INSERT INTO webhook_cursor (study_id, project, webhook_id, seen_revision, seen_completions, seen_best)
            SELECT study_id, project, :webhook, revision, completions, best_number
            FROM study JOIN study_progress USING (study_id)
            WHERE EXISTS (SELECT FROM webhook w WHERE w.project = :project AND webhook_id = :webhook AND follows_studies)
              AND project = :project AND (:study::text IS NULL OR name = :study)
            ON CONFLICT (study_id, project, webhook_id) DO UPDATE SET seen_revision = excluded.seen_revision,
                seen_completions = excluded.seen_completions, seen_best = excluded.seen_best
            """)
                .param("webhook", webhook.id())
                .param("project", webhook.project().name())
                .param("study", webhook.study())
                .update();
    }

    /** Begins with those of these studies that are new. */
    int beginWithNew(List<Long> studies) {
        return jdbc.sql("""
            INSERT INTO webhook_cursor (study_id, project, webhook_id, seen_revision, seen_completions)
            SELECT s.study_id, w.project, w.webhook_id, 0, 0
            FROM study s JOIN webhook w ON s.project = w.project AND (w.study_name IS NULL OR w.study_name = s.name)
            WHERE s.study_id IN (:studies) AND w.follows_studies
            ON CONFLICT DO NOTHING
            """).param("studies", studies).update();
    }

    /** Cursors that are behind one of these studies, taken until the transaction ends. */
    List<Cursor> takeBehind(List<Long> studies) {
        return jdbc.sql("""
            SELECT c.* FROM webhook_cursor c
            JOIN study_progress p USING (study_id) JOIN webhook w USING (project, webhook_id)
            WHERE c.study_id IN (:studies) AND (p.revision > c.seen_revision OR p.completions > c.seen_completions)
              AND w.disabled_at IS NULL AND w.follows_studies
            ORDER BY c.study_id, c.webhook_id FOR NO KEY UPDATE OF c
            """)
                .param("studies", studies)
                .query((row, n) -> new Cursor(
                        row.getLong("study_id"),
                        new Project(row.getString("project")),
                        row.getString("webhook_id"),
                        row.getLong("seen_revision"),
                        row.getInt("seen_completions"),
                        row.getObject("seen_best", Integer.class)))
                .list();
    }

    /** Moves on as far as the study's progress. */
    void moveTo(Cursor cursor, StudyProgress progress) {
        move(cursor, progress.revision(), progress.completions(), progress.bestNumber());
    }

    /** Moves on to a revision, all else to be seen later. */
    void moveTo(Cursor cursor, long revision) {
        move(cursor, revision, cursor.completions, cursor.best);
    }

    private void move(Cursor cursor, long revision, int completions, @Nullable Integer best) {
        jdbc.sql("""
            UPDATE webhook_cursor SET seen_revision = :revision, seen_completions = :completions, seen_best = :best
            WHERE study_id = :study AND project = :project AND webhook_id = :webhook
            """)
                .param("revision", revision)
                .param("completions", completions)
                .param("best", best)
                .param("study", cursor.study)
                .param("project", cursor.project.name())
                .param("webhook", cursor.webhook)
                .update();
    }
}
