package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What must hold of a study's progress row and its trials whenever nobody is changing them: the row counts what the
 * trials are.
 */
public final class ProgressInvariants {

    private static final List<String> STATES =
            List.of("queued", "running", "complete", "pruned", "infeasible", "failed", "cancelled", "lost");

    private final JdbcClient jdbc;

    public ProgressInvariants(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** Checks one study by its name. */
    public void check(String study) {
        long id = jdbc.sql("SELECT study_id FROM study WHERE name = ?")
                .param(study)
                .query(Long.class)
                .single();
        Map<String, @Nullable Object> progress = one("SELECT * FROM study_progress WHERE study_id = ?", id);
        for (String state : STATES) {
            assertThat(number(progress, state))
                    .as("%s: %s", study, state)
                    .isEqualTo(count("state = '" + state + "'", id));
        }
        assertThat(number(progress, "imported")).as("%s: imported", study).isEqualTo(count("imported", id));
        checkNumbers(study, id, progress);
        checkRevisions(study, id, progress);
        checkBest(study, id, progress);
        checkLeases(study, id);
    }

    private void checkNumbers(String study, long id, Map<String, @Nullable Object> progress) {
        Map<String, @Nullable Object> numbers = one(
                "SELECT count(*) AS n, coalesce(min(number), 0) AS low, coalesce(max(number), -1) AS high,"
                        + " coalesce(max(draw), -1) AS draw, count(DISTINCT draw) AS draws, count(draw) AS drawn"
                        + " FROM trial WHERE study_id = ?",
                id);
        assertThat(number(numbers, "n")).as("%s: next_number", study).isEqualTo(number(progress, "next_number"));
        assertThat(number(numbers, "low")).as("%s: numbers begin", study).isZero();
        assertThat(number(numbers, "high") + 1)
                .as("%s: numbers are dense", study)
                .isEqualTo(number(numbers, "n"));
        assertThat(number(numbers, "draw"))
                .as("%s: next_draw", study)
                .isLessThan(Math.max(1, number(progress, "next_draw")));
        assertThat(number(numbers, "draws")).as("%s: no draw twice", study).isEqualTo(number(numbers, "drawn"));
    }

    private void checkRevisions(String study, long id, Map<String, @Nullable Object> progress) {
        Map<String, @Nullable Object> revisions = one(
                "SELECT count(*) AS n, count(DISTINCT revision) AS distinct_revisions,"
                        + " count(DISTINCT created_revision) AS created, coalesce(max(revision), 0) AS high,"
                        + " count(*) FILTER (WHERE revision < created_revision) AS backward,"
                        + " count(*) FILTER (WHERE history_revision >= created_revision) AS foreseen"
                        + " FROM trial WHERE study_id = ?",
                id);
        assertThat(number(revisions, "distinct_revisions"))
                .as("%s: revisions are unique", study)
                .isEqualTo(number(revisions, "n"));
        assertThat(number(revisions, "created"))
                .as("%s: created revisions are unique", study)
                .isEqualTo(number(revisions, "n"));
        assertThat(number(revisions, "high"))
                .as("%s: revision", study)
                .isLessThanOrEqualTo(number(progress, "revision"));
        assertThat(number(revisions, "backward"))
                .as("%s: revisions go on", study)
                .isZero();
        assertThat(number(revisions, "foreseen"))
                .as("%s: no trial knows the future", study)
                .isZero();
    }

    private void checkBest(String study, long id, Map<String, @Nullable Object> progress) {
        Map<String, @Nullable Object> best = one(
                "SELECT (SELECT number FROM trial WHERE study_id = s.study_id AND state = 'complete' AND violation = 0"
                        + " ORDER BY loss, number LIMIT 1) AS number,"
                        + " (SELECT values[1] FROM trial WHERE study_id = s.study_id AND state = 'complete'"
                        + " AND violation = 0 ORDER BY loss, number LIMIT 1) AS value,"
                        + " (SELECT count(*) FROM trial WHERE study_id = s.study_id AND NOT imported"
                        + " AND state IN ('complete', 'pruned', 'infeasible') AND finished_revision > coalesce("
                        + " (SELECT finished_revision FROM trial WHERE study_id = s.study_id AND state = 'complete'"
                        + " AND violation = 0 ORDER BY loss, finished_revision LIMIT 1), -1)) AS since"
                        + " FROM study s WHERE s.study_id = ?",
                id);
        assertThat(progress.get("best_number")).as("%s: best_number", study).isEqualTo(best.get("number"));
        assertThat(progress.get("best_value")).as("%s: best_value", study).isEqualTo(best.get("value"));
        assertThat(number(progress, "since_best")).as("%s: since_best", study).isEqualTo(number(best, "since"));
    }

    private void checkLeases(String study, long id) {
        assertThat(count("(state = 'running') <> (lease_expires_at IS NOT NULL)", id))
                .as("%s: running trials, and no others, have a lease", study)
                .isZero();
        assertThat(count(
                        "(state IN ('complete', 'pruned', 'infeasible', 'failed', 'cancelled', 'lost'))"
                                + " <> (finished_revision IS NOT NULL)",
                        id))
                .as("%s: ended trials, and no others, have the revision of their end", study)
                .isZero();
    }

    private long count(String condition, long id) {
        return jdbc.sql("SELECT count(*) FROM trial WHERE study_id = ? AND (" + condition + ")")
                .param(id)
                .query(Long.class)
                .single();
    }

    private Map<String, @Nullable Object> one(String sql, long id) {
        return jdbc.sql(sql).param(id).query().singleRow();
    }

    private static long number(Map<String, @Nullable Object> row, String column) {
        return ((Number) Objects.requireNonNull(row.get(column), column)).longValue();
    }
}
