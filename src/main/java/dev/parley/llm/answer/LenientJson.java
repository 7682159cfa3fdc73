package dev.parley.llm.answer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.core.json.JsonReadFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JSON value at the beginning of a text, as models write it: comments, single quotes, bare names, trailing commas and
 * NaN are read too, and a value that breaks off or goes wrong is taken as far as it is whole.
 *
 * <p>Of such a value all closed objects and arrays are kept, and the open ones around them; the innermost open
 * objects are dropped as far as nothing in them was closed, since their values may be missing. Depth and size are bounded.
 */
final class LenientJson {

    private static final int MOST_VALUES = 100_000;

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(
                            StreamReadConstraints.builder().maxNestingDepth(32).build())
                    .enable(
                            JsonReadFeature.ALLOW_JAVA_COMMENTS,
                            JsonReadFeature.ALLOW_SINGLE_QUOTES,
                            JsonReadFeature.ALLOW_UNQUOTED_PROPERTY_NAMES,
                            JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS,
                            JsonReadFeature.ALLOW_BACKSLASH_ESCAPING_ANY_CHARACTER,
                            JsonReadFeature.ALLOW_LEADING_DECIMAL_POINT_FOR_NUMBERS,
                            JsonReadFeature.ALLOW_TRAILING_DECIMAL_POINT_FOR_NUMBERS,
                            JsonReadFeature.ALLOW_LEADING_PLUS_SIGN_FOR_NUMBERS,
                            JsonReadFeature.ALLOW_LEADING_ZEROS_FOR_NUMBERS,
                            JsonReadFeature.ALLOW_NON_NUMERIC_NUMBERS,
                            JsonReadFeature.ALLOW_TRAILING_COMMA)
                    .build())
            .build();

    private final Deque<Open> open = new ArrayDeque<>();
    private @Nullable Object value;
    private int length;
    private boolean brokenOff;
    private boolean repeatsKeys;

    /** An object or array that has not ended yet. */
    private static final class Open {
        final @Nullable Map<String, @Nullable Object> members;
        final List<@Nullable Object> elements = new ArrayList<>();
        String name = "";
        boolean holdsContainer;

        Open(boolean isObject) {
            members = isObject ? new LinkedHashMap<>() : null;
        }

        Object value() {
            return members != null ? members : elements;
        }
    }

    private LenientJson() {}

    /** Reads the value at the beginning of a text; never throws. */
    static LenientJson read(String text) {
        LenientJson json = new LenientJson();
        try (JsonParser parser = JSON.createParser(text)) {
            json.readFrom(parser);
        } catch (JacksonException e) {
            json.closeAll();
        }
        return json;
    }

    private void readFrom(JsonParser parser) {
        for (int values = 0; values < MOST_VALUES; values++) {
            JsonToken token = parser.nextToken();
            if (token == null) {
                break;
            }
            switch (token) {
                case START_OBJECT -> open.push(new Open(true));
                case START_ARRAY -> open.push(new Open(false));
                case END_OBJECT, END_ARRAY -> close();
                case PROPERTY_NAME -> rename(parser.currentName());
                case VALUE_STRING -> add(parser.getString());
                case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> add(number(parser.getString()));
                case VALUE_TRUE -> add(true);
                case VALUE_FALSE -> add(false);
                default -> add(null);
            }
            if (open.isEmpty()) {
                length = (int) parser.currentTokenLocation().getCharOffset() + 1;
                return;
            }
        }
        closeAll();
    }

    private static double number(String text) {
        try {
            return Double.parseDouble(text);
        } catch (NumberFormatException e) {
            return Double.NaN;
        }
    }

    private void rename(String name) {
        Open innermost = open.getFirst();
        innermost.name = name;
        repeatsKeys |= innermost.members != null && innermost.members.containsKey(name);
    }

    private void add(@Nullable Object added) {
        Open innermost = open.peek();
        if (innermost == null) {
            value = added;
        } else if (innermost.members != null) {
            innermost.members.put(innermost.name, added);
        } else {
            innermost.elements.add(added);
        }
    }

    private void close() {
        Open closed = open.pop();
        if (open.peek() != null) {
            open.getFirst().holdsContainer = true;
        }
        add(closed.value());
    }

    private void closeAll() {
        brokenOff = true;
        while (!open.isEmpty() && open.getFirst().members != null && !open.getFirst().holdsContainer) {
            open.pop();
        }
        while (!open.isEmpty()) {
            close();
        }
    }

    /** Maps, lists, strings, {@link Double}s, booleans and null; null if nothing is whole. */
    @Nullable
    Object value() {
        return value;
    }

    /** How many characters the value takes, if it is not broken off. */
    int length() {
        return length;
    }

    /** Whether the value goes on beyond what could be read. */
    boolean isBrokenOff() {
        return brokenOff;
    }

    /** Whether an object has a name twice. */
    boolean repeatsKeys() {
        return repeatsKeys;
    }
}
