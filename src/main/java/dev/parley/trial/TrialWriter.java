package dev.parley.trial;

import java.util.List;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Inserts new trials in one round trip: a few as a batch of rows, many, up to ten thousand, with one statement that takes
 * their columns as arrays.
 */
@Component
public class TrialWriter {

    /** As a row, a trial costs the database less; as arrays, each further trial does. */
    private static final int FEW = 16;

    private final JdbcTemplate jdbc;
    private final TrialColumns.Columns columns;
    private final String insertRow;
    private final String insertArrays;

    TrialWriter(JdbcTemplate jdbc, TrialColumns columns) {
        this.jdbc = jdbc;
        this.columns = columns.inserted();
        String into = "INSERT INTO trial (study_id, %s) ".formatted(this.columns.names());
        this.insertRow = into + "VALUES (?::int8, %s)".formatted(this.columns.parameters());
        this.insertArrays = into + "SELECT ?::int8, %s FROM %s".formatted(this.columns.fromRows(), this.columns.rows());
    }

    /** Inserts trials of one study. */
    public void insert(List<Trial> trials) {
        long study = trials.getFirst().id().studyId();
        if (trials.size() == 1) {
            jdbc.update(insertRow, statement -> {
                statement.setLong(1, study);
                columns.setRow(statement, 2, trials.getFirst());
            });
        } else if (trials.size() <= FEW) {
            jdbc.batchUpdate(insertRow, trials, FEW, (statement, trial) -> {
                statement.setLong(1, study);
                columns.setRow(statement, 2, trial);
            });
        } else {
            jdbc.update(insertArrays, statement -> {
                statement.setLong(1, study);
                columns.setArrays(statement, 2, trials);
            });
        }
    }
}
