package dev.parley.optuna;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

/** What Optuna draws one parameter's values from, as its storages write it: a JSON object with a name and attributes. */
sealed interface Distribution {

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
        public Map<String, @Nullable Object> attributes() {
            return Attributes.of("choices", choices);
        }
    }

    /** The value that a storage keeps as a number: of choices, the index. */
    Object value(double stored);

    /** What a storage keeps of a value. */
    double stored(Object value);

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
        List<Object> choices = new ArrayList<>();
        for (JsonNode choice : attributes.path("choices")) {
            choices.add(plain(choice));
        }
        if (choices.isEmpty()) {
            throw new IllegalArgumentException("a categorical distribution has no choices");
        }
        return choices;
    }

    /** A plain value; as the text that Python prints where Parley has no such value: None, nan, lists. */
    static Object plain(JsonNode node) {
        if (node.isNull() || node.isMissingNode()) {
            return "None";
        }
        if (node.isBoolean()) {
            return node.booleanValue();
        }
        if (node.isIntegralNumber() && node.canConvertToLong()) {
            return node.longValue();
        }
        if (node.isNumber()) {
            double number = node.doubleValue();
            return Double.isNaN(number) ? "nan" : Double.isInfinite(number) ? number > 0 ? "inf" : "-inf" : number;
        }
        return node.isString() ? node.stringValue() : node.toString();
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
