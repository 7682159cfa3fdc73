package dev.parley.trial;

import dev.parley.study.ProgressUpdate;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;

/**
 * Writes what a turn changed with one statement, which is a transaction of its own: the study's progress, the trials that
 * it created, those that were told. It locks the progress first, and if that is not as the turn took it to be, writes
 * nothing.
 */
@Component
class TurnWriter {

    /** How many trials of a kind a statement is made for. */
    private enum Many {
        NONE,
        ONE,
        SEVERAL;

        static Many of(List<Trial> trials) {
            return switch (trials.size()) {
                case 0 -> NONE;
                case 1 -> ONE;
                default -> SEVERAL;
            };
        }
    }

    private record Shape(Many created, Many told) {}

    private final JdbcTemplate jdbc;
    private final TrialColumns.Columns inserted;
    private final TrialColumns.Columns told;
    private final TrialColumns.Columns toldByNumber;
    private final Map<Shape, String> statements = new HashMap<>();

    TurnWriter(JdbcTemplate jdbc, TrialColumns columns) {
        this.jdbc = jdbc;
        this.inserted = columns.inserted();
        this.told = columns.told();
        this.toldByNumber = columns.toldByNumber();
        for (Many created : Many.values()) {
            for (Many finished : Many.values()) {
                statements.put(new Shape(created, finished), statement(created, finished));
            }
        }
    }

    private String statement(Many created, Many finished) {
        List<String> parts = new ArrayList<>();
        parts.add("WITH turn AS (" + ProgressUpdate.SQL + ")");
        String insert = "created AS (INSERT INTO trial (study_id, %s) SELECT study_id, ".formatted(inserted.names());
        switch (created) {
            case NONE -> {}
            case ONE -> parts.add(insert + inserted.parameters() + " FROM turn)");
            case SEVERAL -> parts.add(insert + inserted.fromRows() + " FROM turn, " + inserted.rows() + ")");
        }
        String update = "told AS (UPDATE trial SET (%s) = ".formatted(told.names());
        String which = " WHERE trial.study_id = turn.study_id AND trial.number = ";
        switch (finished) {
            case NONE -> {}
            case ONE -> parts.add(update + "ROW (" + told.parameters() + ") FROM turn" + which + "?)");
            case SEVERAL ->
                parts.add(update + "ROW (" + told.fromRows() + ") FROM turn, " + toldByNumber.rows() + which
                        + "t.number)");
        }
        return String.join(", ", parts) + " SELECT clock_timestamp() FROM turn";
    }

    /** Writes a turn's changes; answers the database's time, or nothing if nothing was written. */
    Optional<Instant> write(Turn turn) {
        Shape shape = new Shape(Many.of(turn.created()), Many.of(turn.told()));
        String statement = Objects.requireNonNull(statements.get(shape));
        return Optional.ofNullable(jdbc.query(
                statement,
                parameters -> set(parameters, turn),
                row -> row.next() ? row.getObject(1, OffsetDateTime.class).toInstant() : null));
    }

    private void set(PreparedStatement statement, Turn turn) throws SQLException {
        int next = ProgressUpdate.set(statement, 1, turn.seen(), turn.view());
        next = switch (Many.of(turn.created())) {
            case NONE -> next;
            case ONE -> inserted.setRow(statement, next, turn.created().getFirst());
            case SEVERAL -> inserted.setArrays(statement, next, turn.created());
        };
        switch (Many.of(turn.told())) {
            case NONE -> {}
            case ONE -> {
                Trial trial = turn.told().getFirst();
                statement.setInt(told.setRow(statement, next, trial), trial.number());
            }
            case SEVERAL -> toldByNumber.setArrays(statement, next, turn.told());
        }
    }
}
