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
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Service;

/** Lists the curves of some trials that stand for all of a study. */
@Service
class CurveListing {

    private static final String TRIALS = """
        (SELECT number, state FROM trial WHERE study_id = :study AND reports > 0 AND state = 'complete'
         ORDER BY loss, number LIMIT :some)
        UNION (SELECT number, state FROM trial WHERE study_id = :study AND reports > 0 AND state = 'running'
         ORDER BY number DESC LIMIT :some)
        UNION (SELECT number, state FROM trial WHERE study_id = :study AND reports > 0 ORDER BY number DESC LIMIT :some)
        ORDER BY number
        """;

    /** Each trial's latest value at a step, thinned to so many steps, the last one among them. */
    private static final String POINTS = """
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
            Map<Integer, TrialState> states = states(view.study().id(), Math.max(1, trials / 3));
            Map<Integer, List<List<Double>>> found = points(view.study().id(), states, wanted, points);
            Integer best = view.progress().bestNumber();
            return new CurveList(
                    wanted,
                    found.entrySet().stream()
                            .map(curve -> new Curve(
                                    curve.getKey(),
                                    Objects.requireNonNull(states.get(curve.getKey())),
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

    private Map<Integer, TrialState> states(long study, int some) {
        Map<Integer, TrialState> states = new LinkedHashMap<>();
        jdbc.sql(TRIALS).param("study", study).param("some", some).query(row -> {
            states.put(row.getInt("number"), TrialState.of(row.getString("state")));
        });
        return states;
    }

    private Map<Integer, List<List<Double>>> points(
            long study, Map<Integer, TrialState> trials, String metric, int points) {
        Map<Integer, List<List<Double>>> found = new LinkedHashMap<>();
        jdbc.sql(POINTS)
                .param("study", study)
                .param("numbers", trials.keySet().toArray(Integer[]::new))
                .param("metric", metric)
                .param("points", points)
                .query(row -> {
                    found.computeIfAbsent(row.getInt("number"), number -> new ArrayList<>())
                            .add(List.of((double) row.getLong("step"), row.getDouble("value")));
                });
        return found;
    }
}
