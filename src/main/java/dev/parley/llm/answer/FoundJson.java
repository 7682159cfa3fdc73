package dev.parley.llm.answer;

import java.util.function.ToIntFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The JSON in a text that a model wrote, wherever it stands in it: between fences, after thoughts, amid prose, or broken off.
 *
 * @param value maps, lists, strings, {@link Double}s, booleans and null; null as well if there is no JSON
 * @param isSurrounded whether the text holds more than the JSON and its fences
 * @param isBrokenOff whether it stops before its end, or only its beginning can be read
 * @param repeatsKeys whether an object has a name twice
 */
public record FoundJson(@Nullable Object value, boolean isSurrounded, boolean isBrokenOff, boolean repeatsKeys) {

    /** How much of a text is looked at. */
    static final int LONGEST_TEXT = 1_000_000;

    /** At how many places a beginning is tried. */
    private static final int MOST_BEGINNINGS = 64;

    private static final String END_OF_THOUGHT = "</think>";

    private static final FoundJson NOTHING = new FoundJson(null, true, false, false);

    /** Where an object or an array of objects may begin. */
    private static final Pattern BEGINNING = Pattern.compile("\\{\\s*+[\"'}\\w]|\\[\\s*+\\{");

    private static final Pattern FENCES = Pattern.compile("```(?:json|JSON)?|\\s+");

    /**
     * The most worthy JSON of a text; of equally worthy ones the first.
     *
     * @param worth of a value; one that is worth 0 is left aside
     */
    public static FoundJson in(String text, ToIntFunction<Object> worth) {
        String all = text.substring(0, Math.min(text.length(), LONGEST_TEXT));
        int thought = all.lastIndexOf(END_OF_THOUGHT);
        if (thought >= 0) {
            FoundJson after = search(all.substring(thought + END_OF_THOUGHT.length()), worth);
            if (after.value != null) {
                return new FoundJson(after.value, true, after.isBrokenOff, after.repeatsKeys);
            }
        }
        return search(all, worth);
    }

    private static FoundJson search(String text, ToIntFunction<Object> worth) {
        FoundJson best = NOTHING;
        int most = 0;
        Matcher beginnings = BEGINNING.matcher(text);
        int from = 0;
        for (int tries = 0; tries < MOST_BEGINNINGS && beginnings.find(from); tries++) {
            int start = beginnings.start();
            LenientJson json = LenientJson.read(text.substring(start));
            int value = json.value() == null ? 0 : worth.applyAsInt(json.value());
            int end = json.isBrokenOff() ? text.length() : start + json.length();
            if (value > most) {
                most = value;
                boolean surrounded = !isFence(text.substring(0, start)) || !isFence(text.substring(end));
                best = new FoundJson(json.value(), surrounded, json.isBrokenOff(), json.repeatsKeys());
            }
            from = json.isBrokenOff() ? start + 1 : end;
        }
        return best;
    }

    private static boolean isFence(String text) {
        return FENCES.matcher(text).replaceAll("").isEmpty();
    }
}
