package dev.parley.optuna;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.InvalidValueException;
import dev.parley.optimizer.space.Parameter;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.study.TrialState;
import dev.parley.trial.TrialResponse;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** Fills the tables of an Optuna storage with one study. */
final class StudyWriting implements AutoCloseable {

    private static final long STUDY = 1;

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss.SSSSSS").withZone(ZoneOffset.UTC);

    /** A parameter as Optuna knows it. */
    private record Known(Distribution distribution, String json) {}

    private final Connection connection;
    private final StudyView view;
    private final StudyTerms terms;
    private final JsonMapper json;
    private final Map<String, Known> parameters = new HashMap<>();
    private final Map<String, PreparedStatement> statements = new HashMap<>();

    StudyWriting(Connection connection, StudyView view, JsonMapper json) {
        this.connection = connection;
        this.view = view;
        this.terms = view.terms();
        this.json = json;
        for (Parameter parameter : terms.space().parameters()) {
            Distribution distribution = Distribution.of(parameter);
            parameters.put(parameter.name(), new Known(distribution, written(distribution)));
        }
    }

    private String written(Distribution distribution) {
        return json.writeValueAsString(
                Map.of("name", distribution.getClass().getSimpleName(), "attributes", distribution.attributes()));
    }

    /** Writes the study without its trials. */
    void study() throws SQLException {
        insert("INSERT INTO studies VALUES (?, ?)", STUDY, view.study().name().value());
        List<Objective> objectives = terms.objectives();
        for (int i = 0; i < objectives.size(); i++) {
            insert(
                    "INSERT INTO study_directions VALUES (NULL, ?, ?, ?)",
                    objectives.get(i).direction() == Direction.MAXIMIZE ? "MAXIMIZE" : "MINIMIZE",
                    STUDY,
                    i);
        }
        insert(
                "INSERT INTO study_system_attributes VALUES (NULL, ?, ?, ?)",
                STUDY,
                "study:metric_names",
                json.writeValueAsString(objectives.stream().map(Objective::name).toList()));
        Map<String, String> noted = new HashMap<>(view.study().labels());
        if (view.study().description() != null) {
            noted.put("description", view.study().description());
        }
        for (var attribute : noted.entrySet()) {
            insert(
                    "INSERT INTO study_user_attributes VALUES (NULL, ?, ?, ?)",
                    STUDY,
                    attribute.getKey(),
                    json.writeValueAsString(attribute.getValue()));
        }
        flush();
    }

    /**
     * Writes a trial.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    void trial(TrialResponse trial) {
        write(() -> insertTrial(trial, id(trial.number())));
    }

    /**
     * Writes what a trial reported of the first objective.
     *
     * @throws UncheckedIOException if the file cannot be written
     */
    void curve(LearningCurve curve, int number) {
        write(() -> measurements(id(number), curve));
    }

    private static long id(int number) {
        return number + 1L;
    }

    /** Inserts of which all are in the file afterwards. */
    @FunctionalInterface
    private interface Inserts {

        void run() throws SQLException;
    }

    private void write(Inserts inserts) {
        try {
            inserts.run();
            flush();
        } catch (SQLException e) {
            throw new UncheckedIOException(new IOException(e));
        }
    }

    private void insertTrial(TrialResponse trial, long id) throws SQLException {
        insert(
                "INSERT INTO trials VALUES (?, ?, ?, ?, ?, ?)",
                id,
                trial.number(),
                STUDY,
                state(trial.state()),
                time(trial.startedAt() == null ? finished(trial) : trial.startedAt()),
                time(finished(trial)));
        if (trial.state() == TrialState.QUEUED) {
            systemAttribute(id, "fixed_params", trial.configuration());
        } else {
            for (Parameter parameter : terms.space().parameters()) {
                Object value = trial.configuration().get(parameter.name());
                if (value != null) {
                    parameter(id, parameter, value);
                }
            }
        }
        values(id, trial);
        if (trial.constraints() != null) {
            constraints(id, trial.constraints());
        }
        attributes(id, trial);
    }

    private void parameter(long id, Parameter parameter, Object stored) throws SQLException {
        Known known = Objects.requireNonNull(parameters.get(parameter.name()));
        Object value = inSpace(parameter, stored);
        Distribution wide = known.distribution.with(value);
        insert(
                "INSERT INTO trial_params VALUES (NULL, ?, ?, ?, ?)",
                id,
                parameter.name(),
                wide.stored(value),
                wide.equals(known.distribution) ? known.json : written(wide));
    }

    /** The value as the space writes it; as it was stored, if the space has changed since and lacks it. */
    private static Object inSpace(Parameter parameter, Object stored) {
        try {
            return parameter.value(parameter.coordinate(stored));
        } catch (InvalidValueException e) {
            return stored;
        }
    }

    /** Constraints that came from a list go out as one, which all releases of Optuna know; others by name, as since 5. */
    private void constraints(long id, Map<String, Double> constraints) throws SQLException {
        List<String> places = IntStream.range(0, constraints.size())
                .mapToObj(place -> "constraint_" + place)
                .toList();
        if (places.equals(List.copyOf(constraints.keySet()))) {
            systemAttribute(id, "constraints", List.copyOf(constraints.values()));
            return;
        }
        for (var constraint : constraints.entrySet()) {
            systemAttribute(id, "constraints:" + constraint.getKey(), constraint.getValue());
        }
    }

    private static @Nullable Instant finished(TrialResponse trial) {
        return switch (trial.state()) {
            case QUEUED, RUNNING -> null;
            default -> trial.finishedAt();
        };
    }

    /** Optuna's word. What brought no result failed. */
    private static String state(TrialState state) {
        return switch (state) {
            case QUEUED -> "WAITING";
            case RUNNING -> "RUNNING";
            case COMPLETE -> "COMPLETE";
            case PRUNED -> "PRUNED";
            case INFEASIBLE, FAILED, CANCELLED, LOST -> "FAIL";
        };
    }

    private void values(long id, TrialResponse trial) throws SQLException {
        Map<String, Double> values = trial.values() == null ? Map.of() : trial.values();
        boolean hasResult = trial.state() == TrialState.COMPLETE || trial.state() == TrialState.PRUNED;
        List<Objective> objectives = terms.objectives();
        for (int i = 0; i < objectives.size(); i++) {
            Double value = values.get(objectives.get(i).name());
            if (hasResult && value != null) {
                insert("INSERT INTO trial_values VALUES (NULL, ?, ?, ?, ?)", id, i, stored(value), type(value));
            }
        }
    }

    private void measurements(long id, LearningCurve curve) throws SQLException {
        Direction direction = terms.objectives().getFirst().direction();
        for (int i = 0; i < curve.size(); i++) {
            double value = direction.loss(curve.loss(i));
            insert(
                    "INSERT INTO trial_intermediate_values VALUES (NULL, ?, ?, ?, ?)",
                    id,
                    curve.step(i),
                    stored(value),
                    type(value));
        }
    }

    private static @Nullable Double stored(double value) {
        return Double.isFinite(value) ? (Double) value : null;
    }

    private static String type(double value) {
        return Double.isNaN(value) ? "NAN" : Double.isInfinite(value) ? value > 0 ? "INF_POS" : "INF_NEG" : "FINITE";
    }

    private void attributes(long id, TrialResponse trial) throws SQLException {
        if (trial.attributes() != null) {
            for (var attribute : trial.attributes().entrySet()) {
                userAttribute(id, attribute.getKey(), attribute.getValue());
            }
        }
        userAttribute(id, "parley.origin", trial.origin());
        if (state(trial.state()).equals("FAIL")) {
            userAttribute(id, "parley.state", trial.state().toString());
        }
        if (trial.reason() != null) {
            userAttribute(id, "parley.reason", trial.reason());
        }
    }

    private void userAttribute(long id, String name, Object value) throws SQLException {
        insert(
                "INSERT OR IGNORE INTO trial_user_attributes VALUES (NULL, ?, ?, ?)",
                id,
                name,
                json.writeValueAsString(value));
    }

    private void systemAttribute(long id, String name, Object value) throws SQLException {
        insert("INSERT INTO trial_system_attributes VALUES (NULL, ?, ?, ?)", id, name, json.writeValueAsString(value));
    }

    private static @Nullable String time(@Nullable Instant instant) {
        return instant == null ? null : TIME.format(instant);
    }

    private void insert(String sql, @Nullable Object... values) throws SQLException {
        PreparedStatement statement = statements.get(sql);
        if (statement == null) {
            statement = connection.prepareStatement(sql);
            statements.put(sql, statement);
        }
        for (int i = 0; i < values.length; i++) {
            statement.setObject(i + 1, values[i]);
        }
        statement.addBatch();
    }

    private void flush() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.executeBatch();
        }
    }

    @Override
    public void close() throws SQLException {
        for (PreparedStatement statement : statements.values()) {
            statement.close();
        }
    }
}
