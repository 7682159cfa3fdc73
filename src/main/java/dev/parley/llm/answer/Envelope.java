package dev.parley.llm.answer;

import dev.parley.llm.prompt.PlainText;
import dev.parley.llm.prompt.Vocabulary;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds proposals in the shapes that models give their answers. */
final class Envelope {

    private static final int LONGEST_RATIONALE = 300;

    private static final List<String> LISTS = List.of("proposals", "configurations", "suggestions");
    private static final List<String> CONFIGURATIONS =
            List.of("configuration", "config", "parameters", "params", "next_params", "initial_params");
    private static final List<String> REASONS = List.of("reason", "rationale", "reasoning");

    private final Vocabulary vocabulary;

    /**
     * One proposal as it came.
     *
     * @param values the configuration
     * @param rationale why, as plain text; empty if nothing was said
     * @param isBare whether the configuration stood by itself
     */
    record Entry(Map<?, ? extends @Nullable Object> values, String rationale, boolean isBare) {}

    Envelope(Vocabulary vocabulary) {
        this.vocabulary = vocabulary;
    }

    /** What may be proposals in a JSON value: the elements of a list, or the value itself if it looks like one. */
    List<? extends @Nullable Object> elements(Object json) {
        if (json instanceof List<?> list) {
            return list;
        }
        if (!(json instanceof Map<?, ?> map)) {
            return List.of();
        }
        for (String name : LISTS) {
            Object value = map.get(name);
            if (value instanceof List<?> list) {
                return list;
            }
            if (value instanceof Map<?, ?> single) {
                return List.of(single);
            }
        }
        return entry(map) == null ? List.of() : List.of(map);
    }

    /** How many proposals a JSON value seems to hold. */
    int worth(Object json) {
        return (int) elements(json).stream()
                .filter(element -> entry(element) != null)
                .count();
    }

    /** The proposal in an element; null if there is no configuration in it. */
    @Nullable
    Entry entry(@Nullable Object element) {
        if (!(element instanceof Map<?, ?> map)) {
            return null;
        }
        for (String name : CONFIGURATIONS) {
            if (map.get(name) instanceof Map<?, ?> values) {
                return new Entry(values, rationale(map), false);
            }
        }
        boolean knowsAny = map.keySet().stream().anyMatch(key -> vocabulary.indexOf(key.toString()) >= 0);
        return knowsAny ? new Entry(map, rationale(map), true) : null;
    }

    private static String rationale(Map<?, ?> map) {
        for (String name : REASONS) {
            if (map.get(name) instanceof String text) {
                return PlainText.line(text, LONGEST_RATIONALE);
            }
        }
        return "";
    }

    /** Whether a name is the envelope's own, so that it says nothing about a configuration that stands by itself. */
    static boolean isOwn(String name) {
        return REASONS.contains(name);
    }
}
