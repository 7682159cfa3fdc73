package dev.parley.report;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.study.Incarnation;
import dev.parley.study.Project;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.trial.Lease;
import dev.parley.trial.LeaseClock;
import dev.parley.trial.Metrics;
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

    /** How long a curve is that pruners see, at most: its last steps. */
    static final int LONGEST_CURVE = 100_000;

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
        parameters.put("most", Metrics.MOST);
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

    /** The next report of a trial. */
    private record Next(long step, @Nullable String value) {}

    /** A curve and the reports that its trial made since; empty unless each of these was a step of its own above all before. */
    Optional<LearningCurve> grown(LearningCurve curve, Lease lease, int reports, PrunerDefinition pruner) {
        List<Next> above = transactions.statement(() -> jdbc.sql("""
            SELECT step, values ->> :metric AS value FROM measurement
            WHERE study_id = :study AND number = :number AND handout = :handout AND step > :step
            ORDER BY step LIMIT :most
            """)
                .param("metric", pruner.looksAt())
                .param("study", lease.studyId())
                .param("number", lease.number())
                .param("handout", lease.handout())
                .param("step", curve.lastStep())
                .param("most", reports + 1)
                .query((row, n) -> new Next(row.getLong("step"), row.getString("value")))
                .list());
        if (above.size() != reports) {
            return Optional.empty();
        }
        LearningCurve grown = curve;
        for (Next next : above) {
            grown = next.value == null
                    ? grown
                    : grown.with(next.step, pruner.goesFor().loss(Double.parseDouble(next.value)));
        }
        return Optional.of(grown.last(LONGEST_CURVE));
    }

    /**
     * Notes the losses at which a trial came to some rungs, unless it was handed out anew meanwhile.
     *
     * @param forgottenFrom from what step on these are all that it came to: others are forgotten, which it came to before it began
     *     anew
     */
    void reached(Lease lease, List<Long> rungs, List<Double> losses, long forgottenFrom) {
        transactions.statement(() -> jdbc.sql("""
            WITH handed_out AS (
              SELECT FROM trial WHERE study_id = :study AND number = :number AND handout = :handout FOR KEY SHARE),
            forgotten AS (
              DELETE FROM rung
              WHERE study_id = :study AND number = :number AND step >= :from AND step <> ALL (:rungs::bigint[])
                AND EXISTS (SELECT FROM handed_out))
            INSERT INTO rung (study_id, number, step, loss)
            SELECT :study, :number, reached.step, loss FROM unnest(:rungs::bigint[], :losses::float8[]) AS reached (step, loss)
            WHERE EXISTS (SELECT FROM handed_out)
            ON CONFLICT (study_id, number, step) DO UPDATE SET loss = excluded.loss
            WHERE rung.loss IS DISTINCT FROM excluded.loss
            """)
                .param("study", lease.studyId())
                .param("number", lease.number())
                .param("handout", lease.handout())
                .param("rungs", rungs.toArray(Long[]::new))
                .param("losses", losses.toArray(Double[]::new))
                .param("from", forgottenFrom)
                .update());
    }

    /** Where a trial's loss stands among those at which the other trials of its study came to a rung. */
    Peers.Standing standing(TrialId trial, long rung, double loss) {
        return transactions.statement(() -> jdbc.sql("""
            SELECT count(*) AS others, count(*) FILTER (WHERE loss < :loss) AS better FROM rung
            WHERE study_id = :study AND step = :rung AND number <> :number AND loss < 'NaN'
            """)
                .param("study", trial.studyId())
                .param("rung", rung)
                .param("number", trial.number())
                .param("loss", loss)
                .query(Peers.Standing.class)
                .single());
    }
}
