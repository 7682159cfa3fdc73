package dev.parley.report;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import java.sql.Timestamp;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Lists a trial's measurements, in pages or thinned: of each stretch of them the first, the last, the lowest and the highest, which
 * is all that can be seen of a line (Jugel et al., M4: A Visualization-Oriented Time Series Data Aggregation, VLDB 2014); without
 * a metric to go by, the first of each stretch and the last of all.
 */
@Service
class MeasurementListing {

    static final int MOST_POINTS = 10_000;

    private static final TypeReference<Map<String, Object>> VALUES = new TypeReference<>() {};

    private static final String SOURCE = """
        FROM measurement
        WHERE study_id = :study AND number = :number
          AND (:attempt::integer IS NULL OR attempt = :attempt)
          AND (:metric::text IS NULL OR values -> :metric IS NOT NULL)
        """;

    private static final String PAGE =
            "SELECT handout, attempt, step, values::text AS values, recorded_at " + SOURCE + """
                  AND (handout, step) > (:afterHandout, :afterStep)
                ORDER BY handout, step LIMIT :size
                """;

    private static final String THINNED = """
        WITH placed AS (
          SELECT handout, step, nullif((values ->> :metric)::float8, 'NaN') AS value,
            row_number() OVER (ORDER BY handout, step) - 1 AS place, count(*) OVER () AS total
          %s),
        ranked AS (
          SELECT handout, step, place, total,
            row_number() OVER (stretch ORDER BY place) AS first,
            row_number() OVER (stretch ORDER BY place DESC) AS last,
            row_number() OVER (stretch ORDER BY value, place) AS lowest,
            row_number() OVER (stretch ORDER BY value DESC NULLS LAST, place) AS highest
          FROM placed WINDOW stretch AS (PARTITION BY place * :stretches / total))
        SELECT m.handout, m.attempt, m.step, m.values::text AS values, m.recorded_at
        FROM ranked r JOIN measurement m
          ON m.study_id = :study AND m.number = :number AND m.handout = r.handout AND m.step = r.step
        WHERE first = 1 OR place = total - 1 OR (:metric::text IS NOT NULL AND 1 IN (last, lowest, highest))
        ORDER BY m.handout, m.step
        """.formatted(SOURCE);

    /**
     * Which measurements.
     *
     * @param attempt only this attempt's; all if null
     * @param metric only those with this metric; all if null
     * @param points about how many, thinned; all, in pages, if null
     */
    record Wanted(
            @Nullable Integer attempt,
            @Nullable String metric,
            @Nullable Integer points) {}

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;
    private final JsonMapper json;

    MeasurementListing(Transactions transactions, Studies studies, JdbcClient jdbc, JsonMapper json) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * Some measurements of a trial.
     *
     * @throws ProblemException of type study-not-found or trial-not-found
     */
    MeasurementList list(Project project, StudyName name, int number, Wanted wanted, Page page) {
        return transactions.read(() -> {
            long study = studies.find(project, name).study().id();
            requireTrial(study, name, number);
            Map<String, @Nullable Object> parameters = new HashMap<>();
            parameters.put("study", study);
            parameters.put("number", number);
            parameters.put("attempt", wanted.attempt);
            parameters.put("metric", wanted.metric);
            return wanted.points == null ? page(parameters, page) : thinned(parameters, wanted);
        });
    }

    private void requireTrial(long study, StudyName name, int number) {
        boolean isThere = jdbc.sql("SELECT EXISTS (SELECT FROM trial WHERE study_id = :study AND number = :number)")
                .param("study", study)
                .param("number", number)
                .query(Boolean.class)
                .single();
        if (!isThere) {
            throw new ProblemException(
                    ProblemType.TRIAL_NOT_FOUND, "Study %s has no trial %d.".formatted(name, number));
        }
    }

    private MeasurementList page(Map<String, @Nullable Object> parameters, Page page) {
        String after = page.after() == null ? "0/-1" : page.after();
        try {
            int slash = after.indexOf('/');
            parameters.put("afterHandout", Integer.parseInt(after.substring(0, slash)));
            parameters.put("afterStep", Long.parseLong(after.substring(slash + 1)));
        } catch (NumberFormatException | StringIndexOutOfBoundsException e) {
            throw Page.malformedToken();
        }
        parameters.put("size", page.size() + 1);
        List<MeasurementResponse> found = read(PAGE, parameters);
        return new MeasurementList(
                page.cut(found),
                page.nextToken(found, measurement -> measurement.handout() + "/" + measurement.step()));
    }

    private MeasurementList thinned(Map<String, @Nullable Object> parameters, Wanted wanted) {
        int points = wanted.points == null ? MOST_POINTS : wanted.points;
        parameters.put("stretches", wanted.metric == null ? points - 1 : points / 4);
        return new MeasurementList(read(THINNED, parameters), null);
    }

    private List<MeasurementResponse> read(String sql, Map<String, @Nullable Object> parameters) {
        return jdbc.sql(sql)
                .params(parameters)
                .query((row, n) -> new MeasurementResponse(
                        row.getInt("handout"),
                        row.getInt("attempt"),
                        row.getLong("step"),
                        json.readValue(row.getString("values"), VALUES),
                        row.getObject("recorded_at", Timestamp.class).toInstant()))
                .list();
    }
}
