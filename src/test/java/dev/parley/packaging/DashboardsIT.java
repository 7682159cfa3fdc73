package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.observability.Metric;
import dev.parley.testing.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** What Grafana asks the database, as the user that it has there. */
class DashboardsIT extends MonitoredService {

    private static final String PASSWORD = "it's Grafana's";
    private static List<String> studies = List.of();

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    @BeforeEach
    void makeTheReader() throws IOException {
        if (studies.isEmpty()) {
            studies = use();
            String script = Files.readString(Path.of("docker/grafana/reader.sql"))
                    .replace(":'password'", "'" + PASSWORD.replace("'", "''") + "'");
            assertThat(script).doesNotContain(":'");
            TestDatabase database = TestDatabase.get();
            client(database.administrator(), database.password()).sql(script).update();
        }
    }

    private static JdbcClient client(String user, String password) {
        return JdbcClient.create(new DriverManagerDataSource(TestDatabase.get().url(), user, password));
    }

    private static JdbcClient reader() {
        return client("grafana", PASSWORD);
    }

    private static List<Map<String, @Nullable Object>> rows(Dashboard.Query query, List<String> studies) {
        String sql = query.sql("default", studies);
        assertThat(sql).as(query.where()).doesNotContain("$");
        return reader().sql(sql).query().listOfRows();
    }

    @Test
    void everyQueryAnswersWithSomething() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            Stream.concat(dashboard.sql(), dashboard.variablesInSql())
                    .forEach(query ->
                            assertThat(rows(query, studies)).as(query.where()).isNotEmpty());
        }
    }

    @Test
    void aProjectWithoutStudiesIsNoFault() throws IOException {
        for (Dashboard dashboard : Dashboard.all()) {
            dashboard.sql().forEach(query -> rows(query, List.of()));
        }
    }

    @Test
    void theBestSoFarIsOfFeasibleTrialsInTheirDirection() {
        List<Map<String, @Nullable Object>> best = reader().sql(
                        "SELECT number, value, best, improved FROM dashboard_best WHERE project = 'default' AND study"
                                + " = :study ORDER BY finished_at")
                .param("study", studies.getFirst())
                .query()
                .listOfRows();
        assertThat(best).extracting(row -> row.get("value")).containsExactly(0.5, 0.4, 0.7, 0.6, 0.9);
        assertThat(best).extracting(row -> row.get("best")).containsExactly(0.5, 0.5, 0.7, 0.7, 0.9);
        assertThat(best).extracting(row -> row.get("improved")).containsExactly(true, false, true, false, true);
    }

    @Test
    void studiesAndWorkersAreCounted() {
        Map<String, @Nullable Object> study = reader().sql("SELECT * FROM dashboard_study WHERE study = :study")
                .param("study", studies.getFirst())
                .query()
                .singleRow();
        assertThat(study)
                .containsEntry("best_value", 0.9)
                .containsEntry("complete", 6)
                .containsEntry("failed", 1)
                .containsEntry("pruned", 1)
                .containsEntry("running", 1)
                .containsEntry("direction", "maximize");
        assertThat(reader().sql("SELECT worker, running, finished, failed FROM dashboard_worker WHERE study = :study"
                                + " ORDER BY worker")
                        .param("study", studies.getFirst())
                        .query((row, n) -> List.of(row.getString(1), row.getInt(2), row.getInt(3), row.getInt(4)))
                        .list())
                .containsExactly(List.of("gpu-0", 1, 3, 0), List.of("gpu-1", 0, 2, 0), List.of("gpu-2", 0, 2, 1));
    }

    /** Keys of webhooks and what clients sent are none of its business. */
    @Test
    void theReaderSeesTheViewsAlone() {
        List<String> tables = jdbc.sql("""
            SELECT table_name FROM information_schema.tables WHERE table_schema = current_schema() ORDER BY 1
            """).query((row, n) -> row.getString(1)).list();
        assertThat(tables).contains("webhook", "trial", "dashboard_trial");
        for (String table : tables) {
            String sql = "SELECT count(*) FROM " + table;
            if (table.startsWith("dashboard_")) {
                assertThat(reader().sql(sql).query(Integer.class).single()).isPositive();
            } else {
                assertThatThrownBy(() -> reader().sql(sql).query(Integer.class).single())
                        .isInstanceOf(DataAccessException.class)
                        .hasStackTraceContaining("permission denied");
            }
        }
        assertThatThrownBy(() -> reader().sql("CREATE TABLE mine (a integer)").update())
                .isInstanceOf(DataAccessException.class);
    }

    /** What only shows once it has been raised seems never to have risen. */
    @Test
    void metricsShowBeforeTheyRise() {
        Set<Metric> byOrigin = EnumSet.of(Metric.SUGGESTIONS, Metric.IMPROVEMENTS);
        assertThat(EnumSet.complementOf(EnumSet.copyOf(byOrigin)))
                .allSatisfy(metric -> assertThat(meters.find(metric.meterName()).meters())
                        .as(metric.meterName())
                        .isNotEmpty());
        assertThat(meters.get("parley.problems")
                        .tag("type", "database-unavailable")
                        .counter()
                        .count())
                .isZero();
    }
}
