package dev.parley.llm.answer;

import dev.parley.llm.prompt.Vocabulary;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The ranges in an answer: those that mean a part of the space; any others stay as they were. */
final class RangesReading {

    private static final List<String> NAMES = List.of("ranges", "new_param_ranges", "param_ranges");

    private final Vocabulary vocabulary;

    RangesReading(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** What an answer says of the ranges, by the parameters' names; empty if nothing. */
    Map<String, List<Object>> changed(@Nullable Object json) {
        Map<String, List<Object>> changed = new LinkedHashMap<>();
        if (json instanceof Map<?, ?> answer) {
            NAMES.stream()
                    .map(answer::get)
                    .filter(Map.class::isInstance)
                    .findFirst()
                    .ifPresent(ranges -> ((Map<?, ?>) ranges).forEach((key, value) -> {
                        int index = vocabulary.indexOf(key.toString());
                        List<Object> range = index < 0 ? List.of() : range(index, value);
                        if (!range.isEmpty()) {
                            changed.put(vocabulary.space().parameter(index).name(), range);
                        }
                    }));
        }
        return changed;
    }

    private List<Object> range(int index, @Nullable Object value) {
        return switch (vocabulary.space().parameter(index)) {
            case FloatParameter p -> numbers(p, value, p.low(), p.high(), p::nearest);
            case IntParameter p -> numbers(p, value, p.low(), p.high(), p::nearest);
            case OrdinalParameter p -> choices(index, value);
            case CategoricalParameter p -> choices(index, value);
        };
    }

    /** The part of a range between two numbers, in whichever order; nothing if they are none or lie on one side of it. */
    private static List<Object> numbers(
            Parameter parameter, @Nullable Object value, double low, double high, DoubleUnaryOperator nearest) {
        List<Double> ends = ends(value);
        if (ends.size() != 2) {
            return List.of();
        }
        double from = nearest.applyAsDouble(Math.clamp(Math.min(ends.getFirst(), ends.getLast()), low, high));
        double to = nearest.applyAsDouble(Math.clamp(Math.max(ends.getFirst(), ends.getLast()), low, high));
        return from < to ? List.of(parameter.value(from), parameter.value(to)) : List.of();
    }

    private static List<Double> ends(@Nullable Object value) {
        Stream<?> ends = switch (value) {
            case List<?> list -> list.stream().limit(3);
            case Map<?, ?> map -> Stream.of(map.get("min"), map.get("max"));
            case null, default -> Stream.empty();
        };
        return ends.filter(Double.class::isInstance).map(Double.class::cast).toList();
    }

    private List<Object> choices(int index, @Nullable Object value) {
        if (!(value instanceof List<?> list)) {
            return List.of();
        }
        return list.stream()
                .filter(Objects::nonNull)
                .limit(vocabulary.labels(index).size())
                .map(choice -> ChoiceMatch.of(vocabulary, index, choice))
                .filter(Objects::nonNull)
                .map(match -> vocabulary.space().parameter(index).value(match.coordinate()))
                .distinct()
                .toList();
    }
}
