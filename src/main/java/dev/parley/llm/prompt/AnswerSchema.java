package dev.parley.llm.prompt;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * The JSON schema of an answer with proposals, in the part of the language that strict structured output knows.
 *
 * <p>Every object names all its properties, requires them, and allows no other; the reason comes before the configuration,
 * so that it is thought of first; a parameter with a condition may be null. Where a space has more choices than providers
 * take (1,000 values in a schema), those of the parameters with the most are left open.
 */
final class AnswerSchema {

    private static final int MOST_CHOICES = 500;

    /** What a proposal takes beside its configuration, and a value beside its key. */
    private static final int TOKENS_OF_REASON = 100;

    private static final int TOKENS_OF_VALUE = 8;

    private final Vocabulary vocabulary;
    private final boolean hasRanges;
    private final Set<Integer> open;

    /**
     * The schema of answers on a space.
     *
     * @param hasRanges whether the answer says where to look too
     */
    AnswerSchema(Vocabulary vocabulary, boolean hasRanges) {
        this.vocabulary = vocabulary;
        this.hasRanges = hasRanges;
        open = open(vocabulary);
    }

    /** The parameters whose choices are not listed: as many of those with the most as it takes. */
    private static Set<Integer> open(Vocabulary vocabulary) {
        List<Integer> largestFirst = IntStream.range(0, vocabulary.space().size())
                .boxed()
                .sorted(Comparator.comparingInt(
                        index -> -vocabulary.labels(index).size()))
                .toList();
        int choices = IntStream.range(0, vocabulary.space().size())
                .map(index -> vocabulary.labels(index).size())
                .sum();
        Set<Integer> open = new LinkedHashSet<>();
        for (int index : largestFirst) {
            if (choices > MOST_CHOICES) {
                choices -= vocabulary.labels(index).size();
                open.add(index);
            }
        }
        return open;
    }

    /** The schema as JSON. */
    String json() {
        Map<String, Object> parameters = new LinkedHashMap<>();
        for (int i = 0; i < vocabulary.space().size(); i++) {
            parameters.put(vocabulary.key(i), parameter(i));
        }
        Map<String, Object> proposal = new LinkedHashMap<>();
        proposal.put("reason", Map.of("type", "string"));
        proposal.put("configuration", JsonSchema.object(parameters));
        Map<String, Object> answer = new LinkedHashMap<>();
        if (hasRanges) {
            answer.put("ranges", ranges());
        }
        answer.put("proposals", JsonSchema.array(JsonSchema.object(proposal)));
        return DataBlock.json(JsonSchema.object(answer));
    }

    /** An array of values for each parameter, or null. */
    private Map<String, Object> ranges() {
        Map<String, Object> ranges = new LinkedHashMap<>();
        for (int i = 0; i < vocabulary.space().size(); i++) {
            boolean isNumber = vocabulary.space().parameter(i) instanceof FloatParameter
                    || vocabulary.space().parameter(i) instanceof IntParameter;
            Map<String, Object> items = isNumber ? Map.of("type", "number") : choices(i, false);
            Map<String, Object> nothing = Map.of("type", "null");
            ranges.put(vocabulary.key(i), Map.of("anyOf", List.of(JsonSchema.array(items), nothing)));
        }
        return JsonSchema.object(ranges);
    }

    private Map<String, Object> parameter(int index) {
        SearchSpace space = vocabulary.space();
        boolean nullable = space.parent(index) >= 0;
        return switch (space.parameter(index)) {
            case FloatParameter p -> number("number", Figures.exact(p.low()), Figures.exact(p.high()), nullable);
            case IntParameter p -> number("integer", p.low(), p.high(), nullable);
            case OrdinalParameter p -> choices(index, nullable);
            case CategoricalParameter p -> choices(index, nullable);
        };
    }

    private static Map<String, Object> number(String type, Number low, Number high, boolean nullable) {
        Map<String, Object> number = new LinkedHashMap<>();
        number.put("type", nullable ? List.of(type, "null") : type);
        number.put("minimum", low);
        number.put("maximum", high);
        return number;
    }

    /** Choices of one type as one enumeration, of several types as one of each. */
    private Map<String, Object> choices(int index, boolean nullable) {
        List<Map<String, Object>> branches = new ArrayList<>();
        for (String type : List.of("string", "number", "boolean")) {
            List<@Nullable Object> some = new ArrayList<>(vocabulary.labels(index).stream()
                    .filter(label -> type(label).equals(type))
                    .toList());
            if (!some.isEmpty()) {
                branches.add(enumeration(type, some, open.contains(index)));
            }
        }
        if (branches.size() == 1 && !nullable) {
            return branches.getFirst();
        }
        if (nullable) {
            branches.add(Map.of("type", "null"));
        }
        return Map.of("anyOf", branches);
    }

    private static Map<String, Object> enumeration(String type, List<@Nullable Object> values, boolean isOpen) {
        Map<String, Object> enumeration = new LinkedHashMap<>();
        enumeration.put("type", type);
        if (!isOpen) {
            enumeration.put("enum", values);
        }
        return enumeration;
    }

    private static String type(Object label) {
        return switch (label) {
            case String s -> "string";
            case Boolean b -> "boolean";
            default -> "number";
        };
    }

    /** About how many tokens an answer with some proposals takes. */
    int tokens(int proposals) {
        int values = vocabulary.keys().stream()
                .mapToInt(key -> TokenEstimate.of(key) + TOKENS_OF_VALUE)
                .sum();
        return proposals * (TOKENS_OF_REASON + values) + (hasRanges ? 2 * values : 0);
    }
}
