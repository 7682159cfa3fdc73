package dev.parley.drift;

import dev.parley.drift.Watch.Drift;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the watched studies and their latest live measurements; within the caller's transaction. */
@Component
class Watches {

    private static final TypeReference<SequencedMap<String, Object>> CONFIGURATION = new TypeReference<>() {};
    private static final TypeReference<List<Integer>> TRIALS = new TypeReference<>() {};

    private final JdbcClient jdbc;
    private final JsonMapper json;

    Watches(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * A live measurement.
     *
     * @param value the objective's value
     * @param at when it was taken
     */
    record Live(double value, Instant at) {}

    Optional<Watch> find(long studyId) {
        return query("SELECT * FROM watch WHERE study_id = :study", studyId);
    }

    /** A watch that nobody else changes before the transaction ends. */
    Optional<Watch> lock(long studyId) {
        return query("SELECT * FROM watch WHERE study_id = :study FOR NO KEY UPDATE", studyId);
    }

    private Optional<Watch> query(String sql, long studyId) {
        return jdbc.sql(sql)
                .param("study", studyId)
                .query((row, n) -> watch(row))
                .optional();
    }

    private Watch watch(ResultSet row) throws SQLException {
        Promise promise = new Promise(
                row.getDouble("promised_mean"),
                row.getObject("promised_low", Double.class),
                row.getObject("promised_high", Double.class),
                row.getObject("promised_noise", Double.class));
        Deployed deployed = new Deployed(
                json.readValue(row.getString("configuration"), CONFIGURATION),
                json.readValue(row.getString("trials"), TRIALS),
                promise);
        return new Watch(
                row.getLong("study_id"),
                json.readValue(row.getString("settings"), WatchSettings.class),
                deployed,
                time(row, "created_at"),
                row.getLong("measurements"),
                row.getDouble("evidence"),
                row.getDouble("most_evidence"),
                drift(row));
    }

    private static @Nullable Drift drift(ResultSet row) throws SQLException {
        return row.getObject("drifted_at") == null
                ? null
                : new Drift(
                        time(row, "drifted_at"),
                        time(row, "worse_since"),
                        row.getString("successor"),
                        row.getString("successor_fault"));
    }

    private static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** Waits until nobody else begins to watch this study or ends it before the transaction does. */
    void reserve(long studyId) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('watch of ' || :study, 0))")
                .param("study", studyId)
                .query((row, n) -> true)
                .single();
    }

    /** Begins to watch, unless it is watched already; whoever calls has reserved it. */
    int begin(long studyId, WatchSettings settings, Deployed deployed) {
        Promise promise = deployed.promise();
        return jdbc.sql("""
            INSERT INTO watch (study_id, settings, configuration, trials, promised_mean, promised_low, promised_high,
                promised_noise, created_at, measurements, evidence, most_evidence)
            VALUES (:study, :settings::jsonb, :configuration::json, :trials::jsonb, :mean, :low, :high, :noise,
                clock_timestamp(), 0, 1, 1)
            ON CONFLICT DO NOTHING
            """)
                .param("study", studyId)
                .param("settings", json.writeValueAsString(settings))
                .param("configuration", json.writeValueAsString(deployed.configuration()))
                .param("trials", json.writeValueAsString(deployed.trials()))
                .param("mean", promise.mean())
                .param("low", promise.low())
                .param("high", promise.high())
                .param("noise", promise.noise())
                .update();
    }

    /** Ends watching; answers whether the study was watched. */
    boolean end(long studyId) {
        return jdbc.sql("DELETE FROM watch WHERE study_id = :study")
                        .param("study", studyId)
                        .update()
                > 0;
    }

    /** The latest live measurements, the oldest first. */
    List<Live> latest(long studyId, int most) {
        return jdbc.sql("""
            SELECT value, measured_at FROM live_measurement WHERE study_id = :study ORDER BY number DESC LIMIT :most
            """)
                .param("study", studyId)
                .param("most", most)
                .query((row, n) -> new Live(row.getDouble("value"), time(row, "measured_at")))
                .list()
                .reversed();
    }

    /** Stores what has been found, and the measurements that it was found by; the oldest are forgotten. */
    void keep(Watch watch, List<Live> added) {
        long first = watch.measurements() - added.size();
        jdbc.sql("""
            INSERT INTO live_measurement (study_id, number, value, measured_at)
            SELECT :study, :first + number - 1, value, measured_at
            FROM unnest(:values::float8[], :times::timestamptz[]) WITH ORDINALITY AS added (value, measured_at, number)
            """)
                .param("study", watch.studyId())
                .param("first", first)
                .param("values", added.stream().map(Live::value).toArray(Double[]::new))
                .param("times", added.stream().map(live -> live.at.toString()).toArray(String[]::new))
                .update();
        jdbc.sql("DELETE FROM live_measurement WHERE study_id = :study AND number < :first")
                .param("study", watch.studyId())
                .param("first", watch.measurements() - DriftRule.LONGEST_WINDOW)
                .update();
        Drift drift = watch.drift();
        jdbc.sql("""
            UPDATE watch SET measurements = :measurements, evidence = :evidence, most_evidence = :most,
                drifted_at = :at, worse_since = :since, successor = :successor, successor_fault = :fault
            WHERE study_id = :study
            """)
                .param("measurements", watch.measurements())
                .param("evidence", watch.evidence())
                .param("most", watch.mostEvidence())
                .param("at", drift == null ? null : drift.at().atOffset(ZoneOffset.UTC))
                .param("since", drift == null ? null : drift.since().atOffset(ZoneOffset.UTC))
                .param("successor", drift == null ? null : drift.successor())
                .param("fault", drift == null ? null : drift.successorFault())
                .param("study", watch.studyId())
                .update();
    }
}
