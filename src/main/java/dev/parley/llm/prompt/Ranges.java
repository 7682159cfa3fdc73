package dev.parley.llm.prompt;

import dev.parley.optimizer.space.CategoricalParameter;
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

    /** One member for each parameter that has a range here, in the order of the space; values that it no longer has are left out. */
    List<String> rows(Vocabulary vocabulary) {
        SearchSpace space = vocabulary.space();
        List<String> rows = new ArrayList<>();
        for (int i = 0; i < space.size(); i++) {
            List<Object> values = byName.get(space.parameter(i).name());
            if (values != null) {
                rows.add(DataBlock.json(vocabulary.key(i)) + ":" + DataBlock.json(shown(vocabulary, i, values)));
            }
        }
        return rows;
    }

    private static List<Object> shown(Vocabulary vocabulary, int index, List<Object> values) {
        boolean isChoice = vocabulary.space().parameter(index) instanceof CategoricalParameter
                || vocabulary.space().parameter(index) instanceof OrdinalParameter;
        return isChoice
                ? vocabulary.labels(index).stream()
                        .filter(label -> isAmong(vocabulary, index, label, values))
                        .toList()
                : values.stream().map(Ranges::figure).toList();
    }

    private static Object figure(Object value) {
        return value instanceof Double number ? Figures.exact(number) : value;
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
