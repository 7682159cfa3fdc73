package dev.parley.report;

import dev.parley.report.CurveList.Curve;
import dev.parley.study.Project;
import dev.parley.study.PrunerDefinition;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.study.TrialState;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/**
 * Lists the curves of some trials that stand for all of a study. Short curves are read whole and thinned evenly by their points; of
 * a long one, only what begins each of as many stretches of its steps is looked up, so that its length costs nothing.
 */
@Service
class CurveListing {

    /** How many reports a short curve may have; it has no more points than that. */
    private static final int FEW = 2_000;

    private static final String TRIALS = """
        (SELECT number, state, reports FROM trial WHERE study_id = :study AND reports > 0 AND state = 'complete'
         ORDER BY loss, number LIMIT :some)
        UNION (SELECT number, state, reports FROM trial WHERE study_id = :study AND reports > 0 AND state = 'running'
         ORDER BY number DESC LIMIT :some)
        UNION (SELECT number, state, reports FROM trial WHERE study_id = :study AND reports > 0
         ORDER BY number DESC LIMIT :some)
        ORDER BY number
        """;

    /** Each trial's latest value at a step, thinned to so many steps, the last one among them. */
    private static final String SHORT = """
        WITH latest AS (
          SELECT DISTINCT ON (number, step) number, step, (values ->> :metric)::float8 AS value
          FROM measurement WHERE study_id = :study AND number = ANY(:numbers) AND values -> :metric IS NOT NULL
          ORDER BY number, step, handout DESC),
        placed AS (
          SELECT number, step, value, row_number() OVER (PARTITION BY number ORDER BY step) - 1 AS place,
            count(*) OVER (PARTITION BY number) AS total
          FROM latest WHERE value NOT IN ('NaN', 'Infinity', '-Infinity'))
        SELECT number, step, value FROM placed
        WHERE total <= :points OR place IN (0, total - 1) OR place * :points / total <> (place - 1) * :points / total
        ORDER BY number, step
        """;

    /**
     * The first value of each stretch of each trial's steps, and its last one. Handouts often go on where others ended: each is looked at
     * in the stretches that it reached alone. A metric that is not reported at every step is looked for a while.
     */
    private static final String LONG = """
        WITH reach AS MATERIALIZED (
          SELECT t.number, h.handout, lowest.step AS low, highest.step AS high,
            min(lowest.step) OVER trial AS first, max(highest.step) OVER trial - min(lowest.step) OVER trial AS length
          FROM trial t CROSS JOIN LATERAL generate_series(1, t.handout) AS h (handout)
          CROSS JOIN LATERAL (SELECT step FROM measurement m
            WHERE m.study_id = :study AND m.number = t.number AND m.handout = h.handout ORDER BY step LIMIT 1) AS lowest
          CROSS JOIN LATERAL (SELECT step FROM measurement m
            WHERE m.study_id = :study AND m.number = t.number AND m.handout = h.handout
            ORDER BY step DESC LIMIT 1) AS highest
          WHERE t.study_id = :study AND t.number = ANY(:numbers)
          WINDOW trial AS (PARTITION BY t.number)),
        stretches AS (
          SELECT number, handout, first, length / :points + 1 AS width, stretch FROM reach
          CROSS JOIN LATERAL generate_series(
            (low - first) / (length / :points + 1), (high - first) / (length / :points + 1)) AS s (stretch)),
        beginnings AS (
          SELECT DISTINCT ON (number, stretch) number, found.step, found.value FROM stretches CROSS JOIN LATERAL (
            SELECT step, value FROM (
              SELECT step, (values ->> :metric)::float8 AS value FROM measurement m
              WHERE m.study_id = :study AND m.number = stretches.number AND m.handout = stretches.handout
                AND step >= first + stretch * width AND step < first + (stretch + 1) * width
              ORDER BY step LIMIT 1000) AS tried
            WHERE value NOT IN ('NaN', 'Infinity', '-Infinity') ORDER BY step LIMIT 1) AS found
          ORDER BY number, stretch, found.step, handout DESC),
        ends AS (
          SELECT DISTINCT ON (number) number, found.step, found.value FROM reach CROSS JOIN LATERAL (
            SELECT step, value FROM (
              SELECT step, (values ->> :metric)::float8 AS value FROM measurement m
              WHERE m.study_id = :study AND m.number = reach.number AND m.handout = reach.handout
              ORDER BY step DESC LIMIT 1000) AS tried
            WHERE value NOT IN ('NaN', 'Infinity', '-Infinity') ORDER BY step DESC LIMIT 1) AS found
          ORDER BY number, found.step DESC, handout DESC)
        SELECT number, step, value FROM beginnings UNION SELECT number, step, value FROM ends ORDER BY number, step
        """;

    private final Transactions transactions;
    private final Studies studies;
    private final JdbcClient jdbc;

    CurveListing(Transactions transactions, Studies studies, JdbcClient jdbc) {
        this.transactions = transactions;
        this.studies = studies;
        this.jdbc = jdbc;
    }

    /**
     * Some curves.
     *
     * @param metric of which metric; of the pruner's if null, or else of the first objective's
     * @param trials about how many trials at most
     * @param points about how many points of each
     */
    CurveList list(Project project, StudyName name, @Nullable String metric, int trials, int points) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            String wanted = metric == null ? usual(view) : metric;
            if (!hasReports(view.study().id())) {
                return new CurveList(wanted, List.of());
            }
            Map<Integer, Reporting> reporting = reporting(view.study().id(), Math.max(1, trials / 3));
            Map<Integer, List<List<Double>>> found = points(view.study().id(), reporting, wanted, points);
            Integer best = view.progress().bestNumber();
            return new CurveList(
                    wanted,
                    found.entrySet().stream()
                            .map(curve -> new Curve(
                                    curve.getKey(),
                                    Objects.requireNonNull(reporting.get(curve.getKey())).state,
                                    curve.getKey().equals(best),
                                    curve.getValue()))
                            .toList());
        });
    }

    private boolean hasReports(long study) {
        return jdbc.sql("SELECT EXISTS (SELECT FROM measurement WHERE study_id = :study)")
                .param("study", study)
                .query(Boolean.class)
                .single();
    }

    private static String usual(StudyView view) {
        PrunerDefinition pruner = view.terms().pruner();
        return pruner == null || pruner.metric() == null
                ? view.terms().objectives().getFirst().name()
                : pruner.metric();
    }

    /** A trial, and how often it reported. */
    private record Reporting(TrialState state, int reports) {}

    private Map<Integer, Reporting> reporting(long study, int some) {
        Map<Integer, Reporting> reporting = new LinkedHashMap<>();
        jdbc.sql(TRIALS).param("study", study).param("some", some).query(row -> {
            reporting.put(
                    row.getInt("number"), new Reporting(TrialState.of(row.getString("state")), row.getInt("reports")));
        });
        return reporting;
    }

    private Map<Integer, List<List<Double>>> points(
            long study, Map<Integer, Reporting> trials, String metric, int points) {
        Map<Integer, List<List<Double>>> found = new TreeMap<>();
        Map<Boolean, List<Integer>> areLong = trials.entrySet().stream()
                .collect(Collectors.partitioningBy(
                        trial -> trial.getValue().reports > FEW,
                        Collectors.mapping(Map.Entry::getKey, Collectors.toList())));
        areLong.forEach((isLong, numbers) -> {
            if (!numbers.isEmpty()) {
                jdbc.sql(isLong ? LONG : SHORT)
                        .param("study", study)
                        .param("numbers", numbers.toArray(Integer[]::new))
                        .param("metric", metric)
                        .param("points", points)
                        .query(row -> {
                            found.computeIfAbsent(row.getInt("number"), number -> new ArrayList<>())
                                    .add(List.of((double) row.getLong("step"), row.getDouble("value")));
                        });
            }
        });
        return found;
    }
}
