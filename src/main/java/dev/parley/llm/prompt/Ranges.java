package dev.parley.llm.prompt;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Where a model that works in a loop is looking, as in SLLMBO (arXiv 2410.20302): for some parameters a part of their range or
 * of their choices. It is the model's own note; configurations outside of it are none the worse.
 *
 * @param byName the smallest and the largest value, or the choices, by the parameter's name; whole for those not named
 */
public record Ranges(Map<String, List<Object>> byName) {

    private static final int SIGNIFICANT_DIGITS = 4;
    private static final int MOST_CHOICES = 12;

    /** The whole space. */
    public static final Ranges WHOLE = new Ranges(Map.of());

    public Ranges {
        byName = Collections.unmodifiableMap(new LinkedHashMap<>(byName));
    }

    /** The same with those of some parameters replaced. */
    public Ranges with(Map<String, List<Object>> changed) {
        Map<String, List<Object>> all = new LinkedHashMap<>(byName);
        all.putAll(changed);
        return new Ranges(all);
    }

    /** One row for each parameter that has a range here, in the order of the space; what the space no longer has is left out. */
    List<String> rows(Vocabulary vocabulary) {
        SearchSpace space = vocabulary.space();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < space.size(); i++) {
            List<Object> values = byName.get(space.parameter(i).name());
            List<Object> shown = values == null ? List.of() : shown(vocabulary, i, values);
            if (!shown.isEmpty()) {
                rows.add(DataBlock.json(Map.of(vocabulary.key(i), shown)));
            }
        }
        return rows;
    }

    private static List<Object> shown(Vocabulary vocabulary, int index, List<Object> values) {
        return switch (vocabulary.space().parameter(index)) {
            case FloatParameter p -> numbers(values, p.low(), p.high());
            case IntParameter p -> numbers(values, p.low(), p.high());
            case OrdinalParameter p -> choices(vocabulary, index, values);
            case CategoricalParameter p -> choices(vocabulary, index, values);
        };
    }

    private static List<Object> numbers(List<Object> values, double low, double high) {
        List<Double> ends = values.stream()
                .filter(Number.class::isInstance)
                .map(value -> Math.clamp(((Number) value).doubleValue(), low, high))
                .toList();
        return ends.size() == 2 && ends.getFirst() < ends.getLast()
                ? ends.stream()
                        .<Object>map(end -> Figures.rounded(end, SIGNIFICANT_DIGITS))
                        .toList()
                : List.of();
    }

    private static List<Object> choices(Vocabulary vocabulary, int index, List<Object> values) {
        return vocabulary.labels(index).stream()
                .filter(label -> isAmong(vocabulary, index, label, values))
                .limit(MOST_CHOICES)
                .toList();
    }

    private static boolean isAmong(Vocabulary vocabulary, int index, Object label, List<Object> values) {
        Object value = vocabulary
                .space()
                .parameter(index)
                .value(vocabulary.labels(index).indexOf(label));
        return values.stream()
                .anyMatch(kept -> kept instanceof Number a && value instanceof Number b
                        ? a.doubleValue() == b.doubleValue()
                        : kept.equals(value));
    }
}
