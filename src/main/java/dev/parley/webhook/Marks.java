package dev.parley.webhook;

import java.util.Collection;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Keeps how far each study has been looked at for all webhooks together, so that a look costs what the studies are, not what these
 * times the webhooks are; within the caller's transaction. A mark never is further than the cursors that
 * enabled webhooks have of its study.
 */
@Component
class Marks {

    private final JdbcClient jdbc;

    Marks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /**
     * How far a study had come when it was found to have moved on.
     *
     * @param study the study's number in the database
     * @param revision its last revision
     * @param completions how often it has been completed
     */
    record Mark(long study, long revision, int completions) {}

    /** Begins with studies that are new in projects with webhooks. Their numbers say nothing: they are not in the order of commits. */
    int beginWithNewStudies() {
        return jdbc.sql("""
            INSERT INTO webhook_mark (study_id, seen_revision, seen_completions)
            SELECT study_id, 0, 0 FROM study s
            WHERE project IN (SELECT project FROM webhook WHERE follows_studies)
              AND NOT EXISTS (SELECT FROM webhook_mark m WHERE m.study_id = s.study_id)
            ORDER BY study_id
            ON CONFLICT DO NOTHING
            """).update();
    }

    /** Studies that have moved on, taken until the transaction ends; those that others have are left out. */
    List<Mark> takeBehind(int most) {
        return jdbc.sql("""
            SELECT study_id, revision, completions FROM webhook_mark m JOIN study_progress p USING (study_id)
            WHERE p.revision > m.seen_revision OR p.completions > m.seen_completions
            ORDER BY study_id LIMIT :most FOR NO KEY UPDATE OF m SKIP LOCKED
            """)
                .param("most", most)
                .query((row, n) ->
                        new Mark(row.getLong("study_id"), row.getLong("revision"), row.getInt("completions")))
                .list();
    }

    /** Moves marks. */
    void move(Collection<Mark> marks) {
        for (Mark mark : marks) {
            jdbc.sql("""
                UPDATE webhook_mark SET seen_revision = :revision, seen_completions = :completions
                WHERE study_id = :study
                """)
                    .param("revision", mark.revision)
                    .param("completions", mark.completions)
                    .param("study", mark.study)
                    .update();
        }
    }
}
