package dev.parley.optuna;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What Optuna draws one parameter's values from, as its storages write it: a JSON object with a name and attributes. */
sealed interface Distribution {

    double GRID_TOLERANCE = 1e-6;

    /**
     * Real numbers in a closed range.
     *
     * @param step the distance between neighbouring values; null where values are continuous
     */
    record FloatDistribution(
            double low, double high, boolean log, @Nullable Double step) implements Distribution {

        @Override
        public Object value(double stored) {
            return stored;
        }

        @Override
        public double stored(Object value) {
            return ((Number) value).doubleValue();
        }

        @Override
        public Distribution with(Object value) {
            double number = ((Number) value).doubleValue();
            boolean fits = number >= low && number <= high && (step == null || isOnGrid(number, low, step));
            return fits
                    ? this
                    : new FloatDistribution(Math.min(low, number), Math.max(high, number), log && number > 0, null);
        }

        static boolean isOnGrid(double number, double low, double step) {
            double steps = (number - low) / step;
            return Math.abs(steps - Math.rint(steps)) <= GRID_TOLERANCE;
        }

        @Override
        public Map<String, @Nullable Object> attributes() {
            return Attributes.of("step", step, "low", low, "high", high, "log", log);
        }
    }

    /** Whole numbers in a closed range. */
    record IntDistribution(long low, long high, boolean log, long step) implements Distribution {

        @Override
        public Object value(double stored) {
            return (long) stored;
        }

        @Override
        public double stored(Object value) {
            return ((Number) value).doubleValue();
        }

        @Override
        public Distribution with(Object value) {
            long number = ((Number) value).longValue();
            boolean fits = number >= low && number <= high && (number - low) % step == 0;
            return fits
                    ? this
                    : new IntDistribution(Math.min(low, number), Math.max(high, number), log && number > 0, 1);
        }

        @Override
        public Map<String, @Nullable Object> attributes() {
            return Attributes.of("log", log, "step", step, "low", low, "high", high);
        }
    }

    /** Some choices: strings, booleans and numbers. */
    record CategoricalDistribution(List<Object> choices) implements Distribution {

        public CategoricalDistribution {
            choices = List.copyOf(choices);
        }

        @Override
        public Object value(double stored) {
            return choices.get((int) stored);
        }

        @Override
        public double stored(Object value) {
            return choices.indexOf(value);
        }

        @Override
        public Distribution with(Object value) {
            if (choices.contains(value)) {
                return this;
            }
            List<Object> more = new ArrayList<>(choices);
            more.add(value);
            return new CategoricalDistribution(more);
        }

        @Override
        public Map<String, @Nullable Object> attributes() {
            return Attributes.of("choices", choices);
        }
    }

    /** The value that a storage keeps as a number: of choices, the index. */
    Object value(double stored);

    /** What a storage keeps of a value. */
    double stored(Object value);

    /** The distribution, or one that is wide enough for a value outside: some trials have been enqueued with such values. */
    Distribution with(Object value);

    /** What a storage writes besides the name. */
    Map<String, @Nullable Object> attributes();

    /**
     * Reads a distribution of any release of Optuna's.
     *
     * @throws IllegalArgumentException if there is no such distribution, or an attribute is missing
     */
    static Distribution read(JsonNode json) {
        String name = json.path("name").asString("");
        Attributes attributes = new Attributes(json.path("attributes"));
        return switch (name) {
            case "FloatDistribution" ->
                new FloatDistribution(
                        attributes.number("low"),
                        attributes.number("high"),
                        attributes.flag("log"),
                        attributes.optional("step"));
            case "UniformDistribution" ->
                new FloatDistribution(attributes.number("low"), attributes.number("high"), false, null);
            case "LogUniformDistribution" ->
                new FloatDistribution(attributes.number("low"), attributes.number("high"), true, null);
            case "DiscreteUniformDistribution" ->
                new FloatDistribution(
                        attributes.number("low"), attributes.number("high"), false, attributes.number("q"));
            case "IntDistribution", "IntUniformDistribution" ->
                new IntDistribution(
                        attributes.whole("low"),
                        attributes.whole("high"),
                        attributes.flag("log"),
                        attributes.whole("step"));
            case "IntLogUniformDistribution" ->
                new IntDistribution(attributes.whole("low"), attributes.whole("high"), true, 1);
            case "CategoricalDistribution" -> new CategoricalDistribution(choices(json.path("attributes")));
            default -> throw new IllegalArgumentException("there is no distribution named \"" + name + "\"");
        };
    }

    private static List<Object> choices(JsonNode attributes) {
        List<JsonNode> given = attributes.path("choices").valueStream().toList();
        if (given.isEmpty()) {
            throw new IllegalArgumentException("a categorical distribution has no choices");
        }
        Set<Object> choices =
                given.stream().map(Distribution::plain).collect(Collectors.toCollection(LinkedHashSet::new));
        return choices.size() == given.size() ? List.copyOf(choices) : numbered(given);
    }

    /** Choices that can be told apart by their places alone, such as None and "None". */
    private static List<Object> numbered(List<JsonNode> choices) {
        List<Object> numbered = new ArrayList<>();
        for (JsonNode choice : choices) {
            numbered.add("%d: %s".formatted(numbered.size(), PythonText.of(choice)));
        }
        return numbered;
    }

    /** A plain value; as the text that Python prints where Parley has no such value: None, nan, lists. */
    static Object plain(JsonNode node) {
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber() && Double.isFinite(node.doubleValue())) {
            return node.doubleValue();
        }
        return node.isString() ? node.stringValue().replace('\0', '\uFFFD') : PythonText.of(node);
    }

    /** What Optuna would draw a parameter's values from. It knows no ordinals, and no steps on a log scale. */
    static Distribution of(Parameter parameter) {
        return switch (parameter) {
            case FloatParameter p -> new FloatDistribution(p.low(), p.high(), p.scale() == Scale.LOG, p.step());
            case IntParameter p -> new IntDistribution(p.low(), p.high(), p.scale() == Scale.LOG, p.step());
            case OrdinalParameter p -> new CategoricalDistribution(p.values());
            case CategoricalParameter p -> new CategoricalDistribution(p.choices());
        };
    }

    /** The attributes of a distribution. */
    record Attributes(JsonNode json) {

        double number(String name) {
            if (!json.path(name).isNumber()) {
                throw new IllegalArgumentException("a distribution has no number " + name);
            }
            return json.path(name).doubleValue();
        }

        @Nullable
        Double optional(String name) {
            return json.path(name).isNumber() ? (Double) number(name) : null;
        }

        long whole(String name) {
            return (long) number(name);
        }

        boolean flag(String name) {
            return json.path(name).equals(JsonNodeFactory.instance.booleanNode(true));
        }

        static Map<String, @Nullable Object> of(@Nullable Object... namesAndValues) {
            Map<String, @Nullable Object> attributes = new LinkedHashMap<>();
            for (int i = 0; i < namesAndValues.length; i += 2) {
                attributes.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
            }
            return attributes;
        }
    }
}
