package dev.parley.llm.draft;

import dev.parley.llm.prompt.PlainText;
import dev.parley.optimizer.space.Scale;
import dev.parley.study.ConditionDefinition;
import dev.parley.study.ParameterDefinition;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import dev.parley.study.ParameterDefinition.OrdinalDefinition;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Makes a parameter's definition of what a model wrote, with types put right; what it cannot read is left out. */
final class DefinitionReading {

    private static final int LONGEST_NAME = 64;
    private static final int LONGEST_CHOICE = 100;
    private static final int LONGEST_NUMBER = 64;
    private static final int MOST_VALUES = 100;

    private final Map<?, ?> written;

    private DefinitionReading(Map<?, ?> written) {
        this.written = written;
    }

    /** The definition, which may be at fault; null if it is of no type. */
    static @Nullable ParameterDefinition definition(Map<?, ?> written) {
        return new DefinitionReading(written).definition();
    }

    private @Nullable ParameterDefinition definition() {
        String type = written.get("type") instanceof String text ? text.strip().toLowerCase(Locale.ROOT) : "";
        String name = written.get("name") instanceof String text && !text.isBlank()
                ? PlainText.line(text, LONGEST_NAME)
                : null;
        return switch (type) {
            case "float", "number", "double", "real" ->
                new FloatDefinition(
                        name, number("low"), number("high"), number("step"), scale(), number("default"), when());
            case "int", "integer" ->
                new IntDefinition(name, whole("low"), whole("high"), whole("step"), scale(), whole("default"), when());
            case "ordinal" -> new OrdinalDefinition(name, values(), scalar(written.get("default")), when());
            case "categorical", "choice" ->
                new CategoricalDefinition(name, values(), scalar(written.get("default")), when());
            case "bool", "boolean" ->
                new CategoricalDefinition(name, List.of(true, false), scalar(written.get("default")), when());
            default -> null;
        };
    }

    private @Nullable Double number(String field) {
        return switch (written.get(field)) {
            case Double number -> number;
            case String text when text.length() <= LONGEST_NUMBER -> parsed(text);
            case null, default -> null;
        };
    }

    private static @Nullable Double parsed(String text) {
        try {
            return Double.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private @Nullable Long whole(String field) {
        Double number = number(field);
        return number == null || !Double.isFinite(number) ? null : (Long) Math.round(number);
    }

    private @Nullable Scale scale() {
        return "log".equals(written.get("scale")) ? Scale.LOG : null;
    }

    private @Nullable List<@Nullable Object> values() {
        Object list = written.get("values") instanceof List<?> ? written.get("values") : written.get("choices");
        return list instanceof List<?> some ? scalars(some) : null;
    }

    private static List<@Nullable Object> scalars(List<?> some) {
        List<@Nullable Object> scalars = new ArrayList<>();
        some.stream().limit(MOST_VALUES).forEach(value -> scalars.add(scalar(value)));
        return scalars;
    }

    /** A choice as the space takes it: whole numbers as such; null if it is none. */
    private static @Nullable Object scalar(@Nullable Object value) {
        return switch (value) {
            case String text -> PlainText.line(text, LONGEST_CHOICE);
            case Boolean given -> given;
            case Double number when number == Math.rint(number) && Math.abs(number) < 1e15 -> number.longValue();
            case Double number when Double.isFinite(number) -> number;
            case null, default -> null;
        };
    }

    private @Nullable ConditionDefinition when() {
        if (!(written.get("when") instanceof Map<?, ?> condition)) {
            return null;
        }
        String parent = condition.get("parameter") instanceof String text ? PlainText.line(text, LONGEST_NAME) : null;
        return new ConditionDefinition(parent, condition.get("in") instanceof List<?> in ? scalars(in) : null);
    }
}
