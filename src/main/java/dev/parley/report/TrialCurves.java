package dev.parley.report;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/** Reads what trials reported of one metric, as pruners see it: of an earlier handout, only what lies before the later ones' first step. */
@Component
public class TrialCurves {

    private static final String REPORTED = """
        SELECT m.number, m.handout, m.step, m.value
        FROM unnest(?) AS trial (number) CROSS JOIN LATERAL (
          SELECT number, handout, step, values ->> ? AS value FROM measurement
          WHERE study_id = ? AND number = trial.number AND values -> ? IS NOT NULL
          ORDER BY handout DESC, step DESC LIMIT ?) AS m
        """;

    private final JdbcTemplate jdbc;

    TrialCurves(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    /** The curves of some trials, by number; none for those that reported nothing. A loss is the value, or its negative if large is good. */
    public Map<Integer, LearningCurve> of(
            long studyId, Collection<Integer> numbers, String metric, Direction direction) {
        Map<Integer, CurveReading> readings = read(jdbc, studyId, numbers, metric, direction);
        Map<Integer, LearningCurve> curves = new HashMap<>();
        readings.forEach((number, reading) -> reading.curve().ifPresent(curve -> curves.put(number, curve)));
        return curves;
    }

    static Map<Integer, CurveReading> read(
            JdbcTemplate jdbc, long studyId, Collection<Integer> numbers, String metric, Direction direction) {
        Map<Integer, CurveReading> readings = new HashMap<>();
        jdbc.query(
                REPORTED,
                row -> {
                    readings.computeIfAbsent(row.getInt("number"), number -> new CurveReading(direction))
                            .add(row.getInt("handout"), row.getLong("step"), row.getString("value"));
                },
                numbers.toArray(Integer[]::new),
                metric,
                studyId,
                metric,
                Measurements.LONGEST_CURVE);
        return readings;
    }
}
