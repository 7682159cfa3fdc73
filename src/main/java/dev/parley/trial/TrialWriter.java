package dev.parley.trial;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * Inserts new trials in one round trip: a few as a batch of rows, many, up to ten thousand, with one statement that takes
 * their columns as arrays.
 */
@Component
public class TrialWriter {

    /** As a row, a trial costs the database less; as arrays, each further trial does. */
    private static final int FEW = 16;

    /**
     * A column.
     *
     * @param type the type of the values sent
     * @param cast the column's type, where it is not that of the values
     */
    private record Column(String name, Type type, @Nullable String cast, Function<Trial, @Nullable Object> value) {

        /** The value as the column takes it, of an expression for the value sent. */
        String of(String sent) {
            return cast == null ? sent : sent + "::" + cast;
        }
    }

    private enum Type {
        INTEGER("int4", Types.INTEGER),
        BIGINT("int8", Types.BIGINT),
        DOUBLE("float8", Types.DOUBLE),
        BOOLEAN("bool", Types.BOOLEAN),
        TEXT("text", Types.VARCHAR);

        final String sql;
        final int jdbc;

        Type(String sql, int jdbc) {
            this.sql = sql;
            this.jdbc = jdbc;
        }
    }

    private final JdbcTemplate jdbc;
    private final JsonMapper json;
    private final List<Column> columns;
    private final String insertRow;
    private final String insertArrays;

    TrialWriter(JdbcTemplate jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
        this.columns = columns();
        String into = "INSERT INTO trial (study_id, %s) "
                .formatted(columns.stream().map(Column::name).collect(Collectors.joining(", ")));
        this.insertRow = into
                + columns.stream()
                        .map(column -> column.of("?::" + column.type.sql))
                        .collect(Collectors.joining(", ", "VALUES (?::int8, ", ")"));
        this.insertArrays = into
                + IntStream.range(0, columns.size())
                        .mapToObj(c -> columns.get(c).of("c" + c))
                        .collect(Collectors.joining(", ", "SELECT ?::int8, ", ""))
                + columns.stream()
                        .map(column -> "?::" + column.type.sql + "[]")
                        .collect(Collectors.joining(", ", " FROM unnest(", ")"))
                + IntStream.range(0, columns.size())
                        .mapToObj(c -> "c" + c)
                        .collect(Collectors.joining(", ", " AS t (", ")"));
    }

    private List<Column> columns() {
        return List.of(
                new Column("number", Type.INTEGER, null, Trial::number),
                new Column("state", Type.TEXT, null, t -> t.state().toString()),
                new Column("origin", Type.TEXT, null, t -> t.provenance().origin()),
                new Column("configuration", Type.TEXT, "jsonb", Trial::configuration),
                new Column("imported", Type.BOOLEAN, null, Trial::isImported),
                new Column("draw", Type.BIGINT, null, t -> t.provenance().draw()),
                new Column("batch_draw", Type.BIGINT, null, t -> t.provenance().batchDraw()),
                new Column(
                        "history_revision",
                        Type.BIGINT,
                        null,
                        t -> t.provenance().historyRevision()),
                new Column(
                        "fit_revision", Type.BIGINT, null, t -> t.provenance().fitRevision()),
                new Column("fixed", Type.TEXT, "jsonb", t -> t.provenance().fixed()),
                new Column("revision", Type.BIGINT, null, Trial::revision),
                new Column("created_revision", Type.BIGINT, null, Trial::createdRevision),
                new Column("finished_revision", Type.BIGINT, null, Trial::finishedRevision),
                new Column("worker", Type.TEXT, null, t -> t.claim().worker()),
                new Column("attempt", Type.INTEGER, null, t -> t.claim().attempt()),
                new Column("handout", Type.INTEGER, null, t -> t.claim().handout()),
                new Column("lease_nonce", Type.INTEGER, null, t -> t.claim().leaseNonce()),
                new Column("lease_seconds", Type.INTEGER, null, t -> t.claim().leaseSeconds()),
                new Column(
                        "lease_expires_at",
                        Type.TEXT,
                        "timestamptz",
                        t -> text(t.claim().leaseExpiresAt())),
                new Column(
                        "values",
                        Type.TEXT,
                        "double precision[]",
                        t -> text(t.recorded().values())),
                new Column(
                        "standard_errors",
                        Type.TEXT,
                        "double precision[]",
                        t -> text(t.recorded().standardErrors())),
                new Column("scores", Type.TEXT, "jsonb", t -> json(t.recorded().scores())),
                new Column("loss", Type.DOUBLE, null, t -> t.recorded().loss()),
                new Column("violation", Type.DOUBLE, null, t -> t.recorded().violation()),
                new Column(
                        "constraints",
                        Type.TEXT,
                        "jsonb",
                        t -> json(t.recorded().constraints())),
                new Column("reason", Type.TEXT, null, Trial::reason),
                new Column(
                        "attributes", Type.TEXT, "jsonb", t -> json(t.recorded().attributes())),
                new Column("rationale", Type.TEXT, null, t -> t.provenance().rationale()),
                new Column("created_at", Type.TEXT, "timestamptz", t -> text(t.createdAt())),
                new Column("started_at", Type.TEXT, "timestamptz", t -> text(t.startedAt())),
                new Column("finished_at", Type.TEXT, "timestamptz", t -> text(t.finishedAt())));
    }

    /** Inserts trials of one study. */
    public void insert(List<Trial> trials) {
        if (trials.size() == 1) {
            jdbc.update(insertRow, statement -> setRow(statement, trials.getFirst()));
        } else if (trials.size() <= FEW) {
            jdbc.batchUpdate(insertRow, trials, FEW, this::setRow);
        } else {
            jdbc.update(insertArrays, statement -> setArrays(statement, trials));
        }
    }

    private void setRow(PreparedStatement statement, Trial trial) throws SQLException {
        statement.setLong(1, trial.id().studyId());
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            statement.setObject(c + 2, column.value.apply(trial), column.type.jdbc);
        }
    }

    private void setArrays(PreparedStatement statement, List<Trial> trials) throws SQLException {
        statement.setLong(1, trials.getFirst().id().studyId());
        for (int c = 0; c < columns.size(); c++) {
            Column column = columns.get(c);
            @Nullable Object[] values = trials.stream().map(column.value).toArray();
            statement.setArray(c + 2, statement.getConnection().createArrayOf(column.type.sql, values));
        }
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC).toString();
    }

    /** A PostgreSQL array literal: {@code {0.5,1.0E-5}}. */
    private static @Nullable String text(double @Nullable [] values) {
        if (values == null) {
            return null;
        }
        StringBuilder literal = new StringBuilder("{");
        for (double value : values) {
            literal.append(literal.length() == 1 ? "" : ",").append(value);
        }
        return literal.append('}').toString();
    }

    private @Nullable String json(@Nullable Object value) {
        return value == null ? null : Objects.requireNonNull(json.writeValueAsString(value));
    }
}
