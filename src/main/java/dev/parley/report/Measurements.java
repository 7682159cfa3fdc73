package dev.parley.report;

import dev.parley.optimizer.LearningCurve;
import dev.parley.study.Incarnation;
import dev.parley.study.Project;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.trial.Lease;
import dev.parley.trial.LeaseClock;
import dev.parley.trial.TrialId;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps what trials report, and the losses at which they came to the rungs of their study's pruner. */
@Component
class Measurements {

    /** The longest curve that pruners see: its last steps. */
    private static final int LONGEST_CURVE = 100_000;

    private static final String KEEP = """
        WITH renewed AS (%s RETURNING study_id, number, handout, attempt, reports, lease_expires_at),
        kept AS (
          INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
          SELECT study_id, number, handout, attempt, :step, :values::jsonb, clock_timestamp() FROM renewed
          ON CONFLICT (study_id, number, handout, step)
          DO UPDATE SET values = measurement.values || excluded.values
          WHERE (SELECT count(*) FROM jsonb_object_keys(measurement.values || excluded.values)) <= :most
          RETURNING step)
        SELECT reports, lease_expires_at, EXISTS (SELECT FROM kept) AS is_kept, %s AS incarnation FROM renewed
        """.formatted(LeaseClock.REPORT, Incarnation.SQL);

    /**
     * A report that renewed its lease.
     *
     * @param isKept whether it was kept; if not, the step would have too many metrics
     * @param reports how many reports the trial has made, this one included
     * @param leaseExpiresAt when its lease ends now
     * @param incarnation the database's life
     */
    record Kept(boolean isKept, int reports, Instant leaseExpiresAt, Incarnation incarnation) {}

    private final JdbcClient jdbc;
    private final Transactions transactions;
    private final JsonMapper json;

    Measurements(JdbcClient jdbc, Transactions transactions, JsonMapper json) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.json = json;
    }

    /** Keeps a report and renews its lease, in one statement; empty if the lease is not current in this study. */
    Optional<Kept> keep(
            Project project, StudyName study, Lease lease, ReportRequest request, Map<String, Double> measured) {
        Map<String, @Nullable Object> parameters = LeaseClock.parameters(project, study, lease, request.leaseSeconds());
        parameters.put("step", request.step());
        parameters.put("values", json.writeValueAsString(measured));
        parameters.put("most", ReportRequest.MOST_METRICS);
        return transactions.statement(() -> jdbc.sql(KEEP)
                .params(parameters)
                .query((row, n) -> new Kept(
                        row.getBoolean("is_kept"),
                        row.getInt("reports"),
                        row.getObject("lease_expires_at", Timestamp.class).toInstant(),
                        new Incarnation(row.getString("incarnation"))))
                .optional());
    }

    /** What a trial reported of the metric that a pruner looks at, as losses; empty if nothing. */
    Optional<LearningCurve> curve(TrialId trial, PrunerDefinition pruner) {
        return transactions.statement(() -> {
            CurveReading reading = new CurveReading(pruner.goesFor());
            jdbc.sql("""
                SELECT handout, step, values ->> :metric AS value FROM measurement
                WHERE study_id = :study AND number = :number AND values -> :metric IS NOT NULL
                ORDER BY handout DESC, step DESC LIMIT :most
                """)
                    .param("metric", pruner.looksAt())
                    .param("study", trial.studyId())
                    .param("number", trial.number())
                    .param("most", LONGEST_CURVE)
                    .query(row -> {
                        reading.add(row.getInt("handout"), row.getLong("step"), row.getString("value"));
                    });
            return reading.curve();
        });
    }

    /**
     * Notes the losses at which a trial came to some rungs.
     *
     * @param areAll whether these are all that it came to: others are forgotten, which it came to before it began anew
     */
    void reached(TrialId trial, List<Long> rungs, List<Double> losses, boolean areAll) {
        transactions.statement(() -> jdbc.sql("""
            WITH forgotten AS (
              DELETE FROM rung
              WHERE :all AND study_id = :study AND number = :number AND step <> ALL (:rungs::bigint[]))
            INSERT INTO rung (study_id, number, step, loss)
            SELECT :study, :number, reached.step, loss FROM unnest(:rungs::bigint[], :losses::float8[]) AS reached (step, loss)
            WHERE EXISTS (SELECT FROM trial WHERE study_id = :study AND number = :number FOR KEY SHARE)
            ON CONFLICT (study_id, number, step) DO UPDATE SET loss = excluded.loss
            """)
                .param("study", trial.studyId())
                .param("number", trial.number())
                .param("rungs", rungs.toArray(Long[]::new))
                .param("losses", losses.toArray(Double[]::new))
                .param("all", areAll)
                .update());
    }

    /** The losses at which the other trials of a study came to a rung. */
    double[] othersAt(TrialId trial, long rung) {
        return transactions.statement(() -> jdbc
                .sql("SELECT loss FROM rung WHERE study_id = :study AND step = :rung AND number <> :number")
                .param("study", trial.studyId())
                .param("rung", rung)
                .param("number", trial.number())
                .query(Double.class)
                .list()
                .stream()
                .mapToDouble(Double::doubleValue)
                .toArray());
    }
}
