package dev.parley.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.report.CurveList.Curve;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A curve of 20,000 steps, from two handouts that overlap. */
@IntegrationTest
class CurveListingIT {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @Autowired
    Transactions transactions;

    @Autowired
    CurveListing listing;

    StudyApi study;

    @BeforeEach
    void report() {
        study = api.study();
        study.ask();
        keep(1, 0, 11_999);
        keep(2, 10_000, 19_999);
        jdbc.sql("UPDATE trial SET reports = 22000, handout = 2 WHERE study_id ="
                        + " (SELECT study_id FROM study WHERE name = ?)")
                .param(study.name())
                .update();
    }

    private void keep(int handout, int first, int last) {
        jdbc.sql("""
            INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
            SELECT study_id, 0, :handout, 1, step, CASE
                WHEN step % 500 = 0 THEN jsonb_build_object('loss', :handout, 'rare', step)
                WHEN step % 7 = 0 THEN '{"loss": "NaN"}'
                ELSE jsonb_build_object('loss', :handout) END, clock_timestamp()
            FROM study, generate_series(:first, :last) AS step WHERE name = :name
            """)
                .param("handout", handout)
                .param("first", first)
                .param("last", last)
                .param("name", study.name())
                .update();
    }

    private List<Curve> curves(String metric) {
        return listing.list(Project.DEFAULT, new StudyName(study.name()), metric, 9, 50)
                .curves();
    }

    @Test
    void aLongCurveIsThinnedEvenlyAndHasItsEnds() {
        List<List<Double>> points = curves("loss").getFirst().points();
        assertThat(points).hasSizeBetween(50, 52);
        assertThat(points.getFirst()).containsExactly(0.0, 1.0);
        // what was reported last is not a number
        assertThat(points.getLast()).containsExactly(19_998.0, 2.0);
        for (int i = 1; i < points.size(); i++) {
            assertThat(points.get(i).getFirst() - points.get(i - 1).getFirst()).isBetween(1.0, 402.0);
            assertThat(points.get(i).getLast()).isEqualTo(points.get(i).getFirst() < 10_000 ? 1 : 2);
        }
    }

    @Test
    void aMetricThatIsNotReportedAtEveryStepIsFoundAllTheSame() {
        List<List<Double>> points = curves("rare").getFirst().points();
        assertThat(points).hasSize(40).allMatch(point -> point.getFirst().equals(point.getLast()));
        assertThat(curves("none")).isEmpty();
    }

    @Test
    void aLongCurveIsNotReadWhole() {
        long read = transactions.read(() -> {
            long before = read();
            curves("loss");
            return read() - before;
        });
        assertThat(read).isBetween(50L, 2_000L);
    }

    /** How many measurements this transaction has read. */
    private long read() {
        return jdbc.sql("SELECT seq_tup_read + coalesce(idx_tup_fetch, 0) FROM pg_stat_xact_user_tables WHERE relname"
                        + " = 'measurement' AND schemaname = current_schema()")
                .query(Long.class)
                .single();
    }
}
