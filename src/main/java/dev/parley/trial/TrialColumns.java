package dev.parley.trial;

import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** The columns of a trial other than its study, and how statements send them: as a row, or many as arrays. */
@Component
final class TrialColumns {

    /** What a result changes. */
    private static final Set<String> TOLD = Set.of(
            "state",
            "revision",
            "finished_revision",
            "lease_expires_at",
            "values",
            "standard_errors",
            "scores",
            "loss",
            "violation",
            "step",
            "constraints",
            "reason",
            "attributes",
            "finished_at");

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

    /** Some of the columns, and the expressions that statements need for them. */
    static final class Columns {

        private final List<Column> columns;

        private Columns(List<Column> columns) {
            this.columns = columns;
        }

        /** The names: {@code number, state, …}. */
        String names() {
            return columns.stream().map(Column::name).collect(Collectors.joining(", "));
        }

        /** A parameter for each: {@code ?::int4, ?::text, …}. */
        String parameters() {
            return columns.stream()
                    .map(column -> column.of("?::" + column.type.sql))
                    .collect(Collectors.joining(", "));
        }

        /** Each as it is in {@link #rows}: {@code t.number, t.configuration::jsonb, …}. */
        String fromRows() {
            return columns.stream().map(column -> column.of("t." + column.name)).collect(Collectors.joining(", "));
        }

        /** A relation of many trials, an array for each column: {@code unnest(?::int4[], …) AS t (number, …)}. */
        String rows() {
            return columns.stream()
                    .map(column -> "?::" + column.type.sql + "[]")
                    .collect(Collectors.joining(", ", "unnest(", ") AS t (" + names() + ")"));
        }

        /** Sets one trial's {@link #parameters}; answers the parameter after the last. */
        int setRow(PreparedStatement statement, int first, Trial trial) throws SQLException {
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                statement.setObject(first + c, column.value.apply(trial), column.type.jdbc);
            }
            return first + columns.size();
        }

        /** Sets the arrays of {@link #rows}; answers the parameter after the last. */
        int setArrays(PreparedStatement statement, int first, List<Trial> trials) throws SQLException {
            for (int c = 0; c < columns.size(); c++) {
                Column column = columns.get(c);
                @Nullable Object[] values = trials.stream().map(column.value).toArray();
                statement.setArray(first + c, statement.getConnection().createArrayOf(column.type.sql, values));
            }
            return first + columns.size();
        }
    }

    private final JsonMapper json;

    TrialColumns(JsonMapper json) {
        this.json = json;
    }

    /** All of them, the number first. */
    Columns inserted() {
        return new Columns(all());
    }

    /** Those that a result changes. */
    Columns told() {
        return new Columns(
                all().stream().filter(column -> TOLD.contains(column.name)).toList());
    }

    /** The number, and those that a result changes. */
    Columns toldByNumber() {
        return new Columns(all().stream()
                .filter(column -> column.name.equals("number") || TOLD.contains(column.name))
                .toList());
    }

    private List<Column> all() {
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
                new Column("turn", Type.TEXT, null, t -> t.provenance().turn()),
                new Column("mixing", Type.TEXT, "jsonb", t -> t.provenance().mixing()),
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
                new Column("step", Type.BIGINT, null, t -> t.recorded().step()),
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
