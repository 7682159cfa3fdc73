package dev.parley.optuna;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteConnection;
import org.sqlite.SQLiteLimits;

/**
 * A database file of Optuna's RDBStorage on SQLite, of Optuna 3.2 and later. It comes from whoever calls, so that nothing in it is
 * run: of its schema only plain tables are read.
 */
final class OptunaFile {

    private static final byte[] MAGIC = "SQLite format 3\0".getBytes(StandardCharsets.US_ASCII);

    /** The tables that are read, and the columns of each. */
    private static final Map<String, Set<String>> TABLES = Map.of(
            "studies", Set.of("study_id", "study_name"),
            "study_directions", Set.of("study_id", "direction", "objective"),
            "study_user_attributes", Set.of("study_id", "key", "value_json"),
            "study_system_attributes", Set.of("study_id", "key", "value_json"),
            "trials", Set.of("trial_id", "number", "study_id", "state", "datetime_start", "datetime_complete"),
            "trial_user_attributes", Set.of("trial_id", "key", "value_json"),
            "trial_system_attributes", Set.of("trial_id", "key", "value_json"),
            "trial_params", Set.of("param_id", "trial_id", "param_name", "param_value", "distribution_json"),
            "trial_values", Set.of("trial_id", "objective", "value", "value_type"),
            "trial_intermediate_values", Set.of("trial_id", "step", "intermediate_value", "intermediate_value_type"));

    private static final int LONGEST_TEXT = 16 << 20;

    private OptunaFile() {}

    /**
     * The studies in a file.
     *
     * @param bytes the file
     * @param wanted the name of the only study to read; all if empty
     * @throws ProblemException of type invalid-request if it is no such file, is damaged, or has no such study
     */
    static List<OptunaStudy> read(InputStream bytes, Optional<String> wanted) {
        try {
            Path file = Files.createTempFile("parley-import", ".db");
            try {
                Files.copy(bytes, file, StandardCopyOption.REPLACE_EXISTING);
                requireDatabase(file);
                return query(file, jdbc -> studies(new StudyReading(jdbc), wanted));
            } finally {
                Files.deleteIfExists(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void requireDatabase(Path file) throws IOException {
        try (InputStream input = Files.newInputStream(file)) {
            if (!Arrays.equals(input.readNBytes(MAGIC.length), MAGIC)) {
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "The body is no database file of SQLite. Send the file itself, as curl does with --data-binary"
                                + " @study.db.");
            }
        }
    }

    private static List<OptunaStudy> query(Path file, Function<JdbcTemplate, List<OptunaStudy>> reading) {
        SQLiteConfig config = new SQLiteConfig();
        config.setReadOnly(true);
        try (Connection connection =
                config.createConnection("jdbc:sqlite:file:" + file.toUri().getRawPath() + "?mode=ro&immutable=1")) {
            ((SQLiteConnection) connection).setLimit(SQLiteLimits.SQLITE_LIMIT_LENGTH, LONGEST_TEXT);
            JdbcTemplate jdbc = new JdbcTemplate(new SingleConnectionDataSource(connection, true));
            jdbc.execute("PRAGMA trusted_schema = OFF");
            jdbc.execute("PRAGMA cell_size_check = ON");
            TABLES.forEach((table, columns) -> requireTable(jdbc, table, columns));
            return reading.apply(jdbc);
        } catch (SQLException | DataAccessException e) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The database file cannot be read: it is damaged or not whole. Close what writes to it, then send"
                            + " it again.");
        }
    }

    private static void requireTable(JdbcTemplate jdbc, String table, Set<String> columns) {
        Integer tables = jdbc.queryForObject(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ? AND sql LIKE 'CREATE TABLE%'",
                Integer.class, table);
        if (!Integer.valueOf(1).equals(tables)) {
            throw notOfOptuna("has no table " + table);
        }
        Set<String> missing = new TreeSet<>(columns);
        jdbc.query(
                "SELECT name, hidden FROM pragma_table_xinfo(?)",
                row -> {
                    if (row.getInt("hidden") == 0) {
                        missing.remove(row.getString("name"));
                    }
                },
                table);
        if (!missing.isEmpty()) {
            throw notOfOptuna("has a table %s without %s".formatted(table, String.join(", ", missing)));
        }
    }

    private static ProblemException notOfOptuna(String fault) {
        return new ProblemException(
                ProblemType.INVALID_REQUEST,
                "The database is not one of Optuna 3.2 or later: it %s. An older one is brought up to date by optuna storage upgrade."
                        .formatted(fault));
    }

    private static List<OptunaStudy> studies(StudyReading reading, Optional<String> wanted) {
        List<StudyReading.Name> names = reading.names();
        List<StudyReading.Name> chosen = names.stream()
                .filter(name -> wanted.isEmpty() || wanted.get().equals(name.name()))
                .toList();
        if (chosen.isEmpty()) {
            throw wanted.isEmpty()
                    ? new ProblemException(ProblemType.INVALID_REQUEST, "The database has no study.")
                    : ProblemException.atParameter(
                            "study",
                            "must name a study of the file: "
                                    + names.stream()
                                            .limit(20)
                                            .map(StudyReading.Name::name)
                                            .toList());
        }
        return chosen.stream().map(reading::read).toList();
    }
}
