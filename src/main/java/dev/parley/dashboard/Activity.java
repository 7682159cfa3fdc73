package dev.parley.dashboard;

import dev.parley.dashboard.SampleResponse.ImprovementNote;
import dev.parley.optimizer.Direction;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** What goes on in studies, read for many of them at once and at a cost that does not grow with their trials. */
@Component
class Activity {

    private static final int MOST_WORKERS = 20;

    private static final String WORKERS = """
        SELECT study_id, worker FROM (
          SELECT study_id, worker, row_number() OVER (PARTITION BY study_id ORDER BY worker) AS place
          FROM (SELECT DISTINCT study_id, worker FROM trial
                WHERE study_id = ANY(:studies) AND state = 'running' AND worker IS NOT NULL) AS working) AS placed
        WHERE place <= :most ORDER BY study_id, worker
        """;

    /** Of the trials that changed last: how many ended within ten minutes, or since the first of them where there are more. */
    private static final String PACE = """
        SELECT s.study_id, newest.last,
          newest.ended * 60.0 / CASE WHEN newest.ended < 500 THEN 600
            ELSE greatest(1, extract(epoch FROM clock_timestamp() - newest.first)) END AS per_minute
        FROM unnest(:studies) AS s (study_id) CROSS JOIN LATERAL (
          SELECT count(*) FILTER (WHERE finished_at > clock_timestamp() - interval '10 minutes') AS ended,
            min(finished_at) AS first, max(finished_at) AS last
          FROM (SELECT finished_at FROM trial WHERE trial.study_id = s.study_id AND NOT imported
                ORDER BY revision DESC LIMIT 500) AS changed) AS newest
        """;

    /** From the best trial back to the best one before it, and so on; each step is a look into the index on losses. */
    private static final String BEST_SO_FAR = """
        SELECT s.study_id, best.number, best.loss FROM unnest(:studies) AS s (study_id) CROSS JOIN LATERAL (
          WITH RECURSIVE earlier AS (
            (SELECT number, loss, 1 AS step FROM trial
             WHERE trial.study_id = s.study_id AND state = 'complete' AND violation = 0
             ORDER BY loss, number LIMIT 1)
            UNION ALL
            SELECT before.number, before.loss, earlier.step + 1 FROM earlier CROSS JOIN LATERAL (
              SELECT number, loss FROM trial
              WHERE trial.study_id = s.study_id AND state = 'complete' AND violation = 0
                AND loss > earlier.loss AND number < earlier.number
              ORDER BY loss, number LIMIT 1) AS before
            WHERE earlier.step < 64)
          SELECT number, loss FROM earlier) AS best
        ORDER BY s.study_id, best.number
        """;

    private final JdbcClient jdbc;

    Activity(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How fast trials end, and when one did last. */
    record Pace(double perMinute, @Nullable Instant last) {}

    /** The names of the workers of each study, as far as they are known. */
    Map<Long, List<String>> workers(Long[] studies) {
        Map<Long, List<String>> workers = new HashMap<>();
        jdbc.sql(WORKERS).param("studies", studies).param("most", MOST_WORKERS).query(row -> {
            workers.computeIfAbsent(row.getLong("study_id"), study -> new ArrayList<>())
                    .add(row.getString("worker"));
        });
        return workers;
    }

    /** The pace of each study. */
    Map<Long, Pace> paces(Long[] studies) {
        Map<Long, Pace> paces = new HashMap<>();
        jdbc.sql(PACE).param("studies", studies).query(row -> {
            Timestamp last = row.getTimestamp("last");
            paces.put(
                    row.getLong("study_id"),
                    new Pace(row.getDouble("per_minute"), last == null ? null : last.toInstant()));
        });
        return paces;
    }

    /** The improvements of the first objective of each study, by number. */
    Map<Long, List<ImprovementNote>> bestSoFar(Map<Long, Direction> studies) {
        Map<Long, List<ImprovementNote>> improvements = new HashMap<>();
        jdbc.sql(BEST_SO_FAR)
                .param("studies", studies.keySet().toArray(Long[]::new))
                .query(row -> {
                    long study = row.getLong("study_id");
                    double value =
                            studies.getOrDefault(study, Direction.MINIMIZE).loss(row.getDouble("loss"));
                    improvements
                            .computeIfAbsent(study, absent -> new ArrayList<>())
                            .add(new ImprovementNote(row.getInt("number"), value));
                });
        return improvements;
    }
}
