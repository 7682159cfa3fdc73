package dev.parley.report;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.study.Transactions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.function.ObjIntConsumer;
import javax.sql.DataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.RowCallbackHandler;
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

    private static final int FETCHED_AT_ONCE = 5_000;

    private final Transactions transactions;
    private final JdbcTemplate jdbc;

    TrialCurves(Transactions transactions, DataSource database) {
        this.transactions = transactions;
        this.jdbc = new JdbcTemplate(database);
        jdbc.setFetchSize(FETCHED_AT_ONCE);
    }

    /**
     * Hands on the curve of each of some trials that reported anything, one by one, since together they may be too many for memory. A
     * loss is the value, or its negative if large is good.
     *
     * @param use takes a trial's number and its curve, of which the last 100,000 steps count
     */
    public void each(
            long studyId,
            Collection<Integer> numbers,
            String metric,
            Direction direction,
            ObjIntConsumer<LearningCurve> use) {
        OneByOne curves = new OneByOne(direction, use);
        transactions.read(() -> {
            jdbc.query(
                    REPORTED,
                    curves,
                    arguments(studyId, numbers, metric)); // rows are only fetched in parts in a transaction
            return curves;
        });
        curves.handOn();
    }

    /** Makes a curve of the rows of one trial after the other. */
    private static final class OneByOne implements RowCallbackHandler {

        private final Direction direction;
        private final ObjIntConsumer<LearningCurve> use;
        private int number = -1;
        private CurveReading reading;

        OneByOne(Direction direction, ObjIntConsumer<LearningCurve> use) {
            this.direction = direction;
            this.use = use;
            this.reading = new CurveReading(direction);
        }

        @Override
        public void processRow(ResultSet row) throws SQLException {
            if (row.getInt("number") != number) {
                handOn();
                number = row.getInt("number");
                reading = new CurveReading(direction);
            }
            reading.add(row.getInt("handout"), row.getLong("step"), row.getString("value"));
        }

        void handOn() {
            reading.curve().ifPresent(curve -> use.accept(curve, number));
        }
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
                arguments(studyId, numbers, metric));
        return readings;
    }

    private static Object[] arguments(long studyId, Collection<Integer> numbers, String metric) {
        return new Object[] {numbers.toArray(Integer[]::new), metric, studyId, metric, Measurements.LONGEST_CURVE};
    }
}
