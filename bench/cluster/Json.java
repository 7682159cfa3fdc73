import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Reads JSON into maps, lists, strings, doubles, booleans and null; equal documents give equal objects. */
final class Json {

    private final String text;
    private int at;

    private Json(String text) {
        this.text = text;
    }

    /**
     * What a document says.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Object read(String text) {
        Json json = new Json(text);
        Object value = json.value();
        json.skipSpace();
        if (json.at != text.length()) {
            throw json.fault();
        }
        return value;
    }

    /** What lies at a path of names and positions, such as {@code study/state}; null if there is nothing. */
    static Object at(Object value, String path) {
        Object found = value;
        for (String step : path.split("/")) {
            if (found instanceof Map<?, ?> object) {
                found = object.get(step);
            } else if (found instanceof List<?> list && Integer.parseInt(step) < list.size()) {
                found = list.get(Integer.parseInt(step));
            } else {
                return null;
            }
        }
        return found;
    }

    /** A text at a path; empty if there is none. */
    static String text(Object value, String path) {
        return at(value, path) instanceof String text ? text : "";
    }

    /** A whole number at a path, which must be there. */
    static int integer(Object value, String path) {
        return ((Double) at(value, path)).intValue();
    }

    /** A list at a path; empty if there is none. */
    static List<?> list(Object value, String path) {
        return at(value, path) instanceof List<?> list ? list : List.of();
    }

    private Object value() {
        skipSpace();
        return switch (text.charAt(at)) {
            case '{' -> object();
            case '[' -> array();
            case '"' -> string();
            case 't' -> word("true", true);
            case 'f' -> word("false", false);
            case 'n' -> word("null", null);
            default -> number();
        };
    }

    private Map<String, Object> object() {
        Map<String, Object> object = new LinkedHashMap<>();
        at++;
        for (skipSpace(); text.charAt(at) != '}'; skipSpace()) {
            String name = string();
            skipSpace();
            at++; // the colon
            object.put(name, value());
            skipComma('}');
        }
        at++;
        return object;
    }

    private List<Object> array() {
        List<Object> array = new ArrayList<>();
        at++;
        for (skipSpace(); text.charAt(at) != ']'; skipSpace()) {
            array.add(value());
            skipComma(']');
        }
        at++;
        return array;
    }

    private void skipComma(char end) {
        skipSpace();
        if (text.charAt(at) == ',') {
            at++;
        } else if (text.charAt(at) != end) {
            throw fault();
        }
    }

    private String string() {
        StringBuilder string = new StringBuilder();
        for (at++; text.charAt(at) != '"'; at++) {
            char c = text.charAt(at);
            if (c != '\\') {
                string.append(c);
                continue;
            }
            char escaped = text.charAt(++at);
            switch (escaped) {
                case 'n' -> string.append('\n');
                case 't' -> string.append('\t');
                case 'r' -> string.append('\r');
                case 'b' -> string.append('\b');
                case 'f' -> string.append('\f');
                case 'u' -> {
                    string.append((char) Integer.parseInt(text.substring(at + 1, at + 5), 16));
                    at += 4;
                }
                default -> string.append(escaped);
            }
        }
        at++;
        return string.toString();
    }

    private Double number() {
        int from = at;
        while (at < text.length() && "+-.eE0123456789".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
        if (from == at) {
            throw fault();
        }
        return Double.valueOf(text.substring(from, at));
    }

    private Object word(String word, Object meaning) {
        if (!text.startsWith(word, at)) {
            throw fault();
        }
        at += word.length();
        return meaning;
    }

    private void skipSpace() {
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
    }

    private IllegalArgumentException fault() {
        return new IllegalArgumentException("no JSON at character " + at + " of: " + text);
    }
}
