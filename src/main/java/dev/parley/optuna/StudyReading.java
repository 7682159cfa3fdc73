package dev.parley.optuna;

import dev.parley.optimizer.Direction;
import dev.parley.optuna.OptunaTrial.Drawn;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;
import tools.jackson.core.JacksonException;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;

/** Reads studies from the tables of an Optuna storage. */
final class StudyReading {

    /** Python writes NaN and infinities bare. */
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS)
            .build();

    private static final String CONSTRAINTS = "constraints";

    /** What an infinite constraint counts as; the sum of many must be finite, too. */
    private static final double LARGEST_CONSTRAINT = 1e300;

    private static final String OF_STUDY = "JOIN trials t ON t.trial_id = x.trial_id WHERE t.study_id = ?";

    /** A study in the file. */
    record Name(long id, String name) {}

    /** What belongs to one trial, by the trial's id. */
    private record Parts(
            Map<Long, SequencedMap<String, Drawn>> parameters,
            Map<Long, SortedMap<Long, Double>> values,
            Map<Long, SortedMap<Long, Double>> measurements,
            Map<Long, Map<String, JsonNode>> userAttributes,
            Map<Long, Map<String, JsonNode>> systemAttributes) {}

    private final JdbcTemplate jdbc;
    private final Map<String, Distribution> distributions = new HashMap<>();

    StudyReading(JdbcTemplate jdbc) {
        this.jdbc = jdbc;
    }

    List<Name> names() {
        return jdbc.query(
                "SELECT study_id, study_name FROM studies ORDER BY study_id",
                (row, n) -> new Name(row.getLong("study_id"), text(row.getString("study_name"))));
    }

    OptunaStudy read(Name name) {
        List<Direction> directions = jdbc.query(
                "SELECT direction FROM study_directions WHERE study_id = ? ORDER BY objective",
                (row, n) -> "MAXIMIZE".equals(row.getString("direction")) ? Direction.MAXIMIZE : Direction.MINIMIZE,
                name.id);
        JsonNode metrics = attributes("study_system_attributes", name.id).get("study:metric_names");
        return new OptunaStudy(
                name.name,
                directions.isEmpty() ? List.of(Direction.MINIMIZE) : directions,
                metrics == null
                        ? List.of()
                        : metrics.valueStream().map(JsonNode::asString).toList(),
                plain(attributes("study_user_attributes", name.id)),
                trials(name.id));
    }

    private Map<String, JsonNode> attributes(String table, long study) {
        Map<String, JsonNode> attributes = new LinkedHashMap<>();
        jdbc.query(
                "SELECT key, value_json FROM %s WHERE study_id = ? ORDER BY rowid".formatted(table),
                row -> {
                    attributes.put(text(row.getString("key")), json(row.getString("value_json")));
                },
                study);
        return attributes;
    }

    private List<OptunaTrial> trials(long study) {
        Parts parts = new Parts(
                parameters(study),
                numbers("trial_values", "objective", "value", "value_type", study),
                numbers("trial_intermediate_values", "step", "intermediate_value", "intermediate_value_type", study),
                attributesOfTrials("trial_user_attributes", study),
                attributesOfTrials("trial_system_attributes", study));
        List<OptunaTrial> trials = new ArrayList<>();
        jdbc.query(
                """
                SELECT trial_id, number, state, datetime_start, datetime_complete FROM trials
                WHERE study_id = ? ORDER BY number, trial_id
                """,
                row -> {
                    trials.add(trial(
                            row.getLong("trial_id"),
                            row.getInt("number"),
                            text(row.getString("state")),
                            time(row.getString("datetime_start")),
                            time(row.getString("datetime_complete")),
                            parts));
                },
                study);
        return trials;
    }

    private static OptunaTrial trial(
            long id, int number, String state, @Nullable Instant startedAt, @Nullable Instant finishedAt, Parts parts) {
        Map<String, JsonNode> system = parts.systemAttributes.getOrDefault(id, Map.of());
        JsonNode reason = system.get("fail_reason");
        return new OptunaTrial(
                number,
                state(number, state),
                parts.parameters.getOrDefault(id, new LinkedHashMap<>()),
                fixed(system.get("fixed_params")),
                List.copyOf(parts.values.getOrDefault(id, new TreeMap<>()).values()),
                parts.measurements.getOrDefault(id, new TreeMap<>()),
                constraints(system),
                attributes(parts.userAttributes.getOrDefault(id, Map.of())),
                reason != null && reason.isString() ? text(reason.stringValue()) : null,
                startedAt,
                finishedAt);
    }

    private static OptunaTrial.State state(int number, String word) {
        try {
            return OptunaTrial.State.valueOf(word);
        } catch (IllegalArgumentException e) {
            throw unreadable("trial %d has the state \"%s\"".formatted(number, word));
        }
    }

    private Map<Long, SequencedMap<String, Drawn>> parameters(long study) {
        Map<Long, SequencedMap<String, Drawn>> parameters = new HashMap<>();
        jdbc.query(
                """
                SELECT x.trial_id, x.param_name, x.param_value, x.distribution_json FROM trial_params x %s ORDER BY x.param_id
                """.formatted(OF_STUDY),
                row -> {
                    parameters
                            .computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                            .put(text(row.getString(2)), drawn(row.getDouble(3), text(row.getString(4))));
                },
                study);
        return parameters;
    }

    private Drawn drawn(double stored, String json) {
        try {
            Distribution distribution =
                    distributions.computeIfAbsent(json, text -> Distribution.read(JSON.readTree(text)));
            return new Drawn(distribution, distribution.value(stored));
        } catch (JacksonException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw unreadable("the value %s of a parameter has the distribution %s".formatted(stored, shortened(json)));
        }
    }

    /** Numbers of trials under a key; those that a storage cannot hold as numbers are named by their types. */
    private Map<Long, SortedMap<Long, Double>> numbers(
            String table, String key, String value, String type, long study) {
        Map<Long, SortedMap<Long, Double>> numbers = new HashMap<>();
        jdbc.query(
                "SELECT x.trial_id, x.%s, x.%s, x.%s FROM %s x %s".formatted(key, value, type, table, OF_STUDY),
                row -> {
                    double number = switch (text(row.getString(4))) {
                        case "INF_POS" -> Double.POSITIVE_INFINITY;
                        case "INF_NEG" -> Double.NEGATIVE_INFINITY;
                        case "NAN" -> Double.NaN;
                        default -> row.getObject(3) == null ? Double.NaN : row.getDouble(3);
                    };
                    numbers.computeIfAbsent(row.getLong(1), id -> new TreeMap<>())
                            .put(row.getLong(2), number);
                },
                study);
        return numbers;
    }

    private Map<Long, Map<String, JsonNode>> attributesOfTrials(String table, long study) {
        Map<Long, Map<String, JsonNode>> attributes = new HashMap<>();
        jdbc.query(
                "SELECT x.trial_id, x.key, x.value_json FROM %s x %s ORDER BY x.rowid".formatted(table, OF_STUDY),
                row -> {
                    attributes
                            .computeIfAbsent(row.getLong(1), id -> new LinkedHashMap<>())
                            .put(text(row.getString(2)), json(row.getString(3)));
                },
                study);
        return attributes;
    }

    private static JsonNode json(@Nullable String text) {
        try {
            return JSON.readTree(text(text));
        } catch (JacksonException e) {
            return JsonNodeFactory.instance.stringNode(text(text));
        }
    }

    private static Map<String, String> plain(Map<String, JsonNode> attributes) {
        Map<String, String> plain = new LinkedHashMap<>();
        attributes.forEach((name, value) -> plain.put(name, String.valueOf(Distribution.plain(value))));
        return plain;
    }

    private static Map<String, Object> attributes(Map<String, JsonNode> attributes) {
        Map<String, Object> values = new LinkedHashMap<>();
        attributes.forEach((name, value) -> values.put(name, attribute(value)));
        return values;
    }

    /** An attribute, as Parley keeps it: null and what is not finite are texts, as Python prints them. */
    private static Object attribute(JsonNode node) {
        if (node.isObject()) {
            Map<String, Object> fields = new LinkedHashMap<>();
            node.properties().forEach(field -> fields.put(text(field.getKey()), attribute(field.getValue())));
            return fields;
        }
        return node.isArray() ? node.valueStream().map(StudyReading::attribute).toList() : Distribution.plain(node);
    }

    private static Map<String, Object> fixed(@Nullable JsonNode parameters) {
        Map<String, Object> fixed = new LinkedHashMap<>();
        if (parameters != null) {
            parameters.properties().forEach(field -> fixed.put(field.getKey(), Distribution.plain(field.getValue())));
        }
        return fixed;
    }

    /** Constraints: a list by place, as all releases of Optuna have it, or since 5 single ones by name. */
    private static SequencedMap<String, Double> constraints(Map<String, JsonNode> system) {
        SequencedMap<String, Double> constraints = new LinkedHashMap<>();
        JsonNode list = system.get(CONSTRAINTS);
        if (list != null) {
            for (int i = 0; i < list.size(); i++) {
                constraint("constraint_" + i, list.get(i), constraints);
            }
        }
        system.forEach((name, value) -> {
            if (name.startsWith(CONSTRAINTS + ":")) {
                constraint(name.substring(CONSTRAINTS.length() + 1), value, constraints);
            }
        });
        return constraints;
    }

    private static void constraint(String name, JsonNode value, Map<String, Double> constraints) {
        if (value.isNumber() && !Double.isNaN(value.doubleValue())) {
            constraints.put(name, Math.clamp(value.doubleValue(), -LARGEST_CONSTRAINT, LARGEST_CONSTRAINT));
        }
    }

    /** Optuna keeps local times without their zone; they are taken as UTC. */
    private static @Nullable Instant time(@Nullable String text) {
        if (text == null) {
            return null;
        }
        try {
            return LocalDateTime.parse(text.replace(' ', 'T')).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }

    /** A text that PostgreSQL stores, which has no NUL. */
    private static String text(@Nullable String text) {
        return text == null ? "" : text.replace('\0', '\uFFFD');
    }

    private static ProblemException unreadable(String fault) {
        return new ProblemException(
                ProblemType.INVALID_REQUEST, "The database file cannot be read: %s.".formatted(fault));
    }

    private static String shortened(String text) {
        return text.length() > 200 ? text.substring(0, 200) + "…" : text;
    }
}
