package dev.parley.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** All rows of a schema, each as a JSON text of the columns that its table had then. */
final class StoredRows {

    private final JdbcClient jdbc;
    private final Map<String, List<String>> columns = new LinkedHashMap<>();
    private final Map<String, List<String>> rows = new LinkedHashMap<>();

    /** The rows that there are now. */
    StoredRows(JdbcClient jdbc) {
        this.jdbc = jdbc;
        tables().forEach(table -> {
            columns.put(table, columns(table));
            rows.put(table, rows(table));
        });
    }

    private List<String> tables() {
        return jdbc.sql("""
            SELECT table_name FROM information_schema.tables
            WHERE table_schema = current_schema() AND table_name <> 'flyway_schema_history' ORDER BY table_name
            """).query((row, n) -> row.getString(1)).list();
    }

    private List<String> columns(String table) {
        return jdbc.sql("""
            SELECT column_name FROM information_schema.columns
            WHERE table_schema = current_schema() AND table_name = :table ORDER BY column_name
            """)
                .param("table", table)
                .query((row, n) -> row.getString(1))
                .list();
    }

    private List<String> rows(String table) {
        String then = columns.getOrDefault(table, List.of()).stream()
                .map(column -> "\"" + column + "\"")
                .collect(Collectors.joining(", "));
        return jdbc.sql("SELECT to_jsonb(stored)::text FROM (SELECT %s FROM %s) AS stored ORDER BY 1"
                        .formatted(then, table))
                .query((row, n) -> row.getString(1))
                .list();
    }

    /** Checks that all of them are there still, unchanged in the columns that they had. */
    void areThereStill() {
        rows.forEach((table, before) -> assertThat(rows(table)).as(table).containsAll(before));
    }

    /** Checks that every table has rows. */
    void areInEveryTable() {
        rows.forEach((table, found) ->
                assertThat(found).as("rows in the table " + table).isNotEmpty());
    }
}
