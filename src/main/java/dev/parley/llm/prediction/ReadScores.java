package dev.parley.llm.prediction;

import dev.parley.llm.answer.FoundJson;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The scores in a model's answer.
 *
 * @param scores one for each candidate, in their order; NaN where there is none
 * @param misreadings why there is none, and how often
 */
public record ReadScores(List<Double> scores, Map<Misreading, Integer> misreadings) {

    private static final List<String> ENVELOPES = List.of("scores", "predictions", "candidates");
    private static final List<String> NAMES = List.of("score", "prediction", "value");
    private static final Pattern NUMBER = Pattern.compile("[-+]?\\d{1,15}(?:\\.\\d{1,15})?");
    private static final Pattern KEYED =
            Pattern.compile("\\bc(\\d{1,3})\\b[^\\d\\n-]{0,20}(-?\\d{1,15}(?:\\.\\d{1,15})?)");

    public ReadScores {
        scores = List.copyOf(scores);
        misreadings = Map.copyOf(misreadings);
    }

    /**
     * Reads an answer: an object of scores by key, as it was asked for, or a list of them in the order of the candidates, with
     * whatever stands around it; or, where there is no JSON, keys with numbers behind them, or a number alone. Never throws,
     * whatever the text, and takes bounded time and memory.
     *
     * @param text what the model said
     * @param candidates how many scores are wanted
     */
    public static ReadScores of(String text, int candidates) {
        Object json = FoundJson.in(text, value -> worth(value, candidates)).value();
        @Nullable Object[] found = json == null ? inProse(text, candidates) : inJson(json, candidates);
        Map<Misreading, Integer> misreadings = new EnumMap<>(Misreading.class);
        Double[] scores = new Double[candidates];
        boolean isEmpty = count(found) == 0;
        for (int i = 0; i < candidates; i++) {
            Misreading misreading = isEmpty ? Misreading.UNREADABLE : misreading(found[i]);
            scores[i] = misreading == null ? number(found[i]) : Double.NaN;
            if (misreading != null) {
                misreadings.merge(misreading, 1, Integer::sum);
            }
        }
        return new ReadScores(List.of(scores), misreadings);
    }

    /** What a call brings that got no answer: no scores, and nothing to misread. */
    static ReadScores none(int candidates) {
        return new ReadScores(Collections.nCopies(candidates, Double.NaN), Map.of());
    }

    private static @Nullable Misreading misreading(@Nullable Object found) {
        if (found == null) {
            return Misreading.MISSING;
        }
        double score = number(found);
        if (!Double.isFinite(score)) {
            return Misreading.NO_NUMBER;
        }
        return score < ScoreScale.LEAST || score > ScoreScale.GREATEST ? Misreading.OUT_OF_RANGE : null;
    }

    private static int worth(Object json, int candidates) {
        return count(inJson(json, candidates));
    }

    private static int count(@Nullable Object[] found) {
        int count = 0;
        for (Object some : found) {
            count += some == null ? 0 : 1;
        }
        return count;
    }

    /** What stands in the place of each candidate's score; null where nothing does. */
    private static @Nullable Object[] inJson(Object json, int candidates) {
        @Nullable Object[] found = new @Nullable Object[candidates];
        if (json instanceof Map<?, ?> map) {
            for (String envelope : ENVELOPES) {
                Object inner = map.get(envelope);
                if (inner instanceof Map<?, ?> || inner instanceof List<?>) {
                    return inJson(inner, candidates);
                }
                if (inner != null && candidates == 1) {
                    found[0] = inner;
                }
            }
            for (int i = 0; i < candidates; i++) {
                found[i] = found[i] == null ? map.get(PredictionPrompt.key(i)) : found[i];
            }
            if (candidates == 1 && found[0] == null) {
                found[0] = named(map);
            }
        } else if (json instanceof List<?> list && list.size() == candidates) {
            list.toArray(found);
        }
        return found;
    }

    private static @Nullable Object named(Map<?, ?> map) {
        return NAMES.stream()
                .<@Nullable Object>map(map::get)
                .filter(value -> value != null)
                .findFirst()
                .orElse(null);
    }

    private static @Nullable Object[] inProse(String text, int candidates) {
        @Nullable Object[] found = new @Nullable Object[candidates];
        Matcher keyed = KEYED.matcher(text);
        boolean breaksOff = text.indexOf('{') >= 0; // so that a number at its end may be half of one
        while (keyed.find()) {
            int candidate = Integer.parseInt(keyed.group(1)) - 1;
            boolean isWhole = !breaksOff || keyed.end() < text.length();
            if (candidate >= 0 && candidate < candidates && isWhole) {
                found[candidate] = keyed.group(2);
            }
        }
        if (candidates == 1 && found[0] == null && NUMBER.matcher(text.strip()).matches()) {
            found[0] = text.strip();
        }
        return found;
    }

    /** The number that a value is or stands for; NaN if it is none. */
    private static double number(@Nullable Object value) {
        return switch (value) {
            case Double number -> number;
            case String text when NUMBER.matcher(text.strip()).matches() -> Double.parseDouble(text.strip());
            case Map<?, ?> map when named(map) instanceof Double number -> number;
            case null, default -> Double.NaN;
        };
    }
}
