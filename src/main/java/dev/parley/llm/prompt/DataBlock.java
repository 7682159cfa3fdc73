package dev.parley.llm.prompt;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.SerializableString;
import tools.jackson.core.io.CharacterEscapes;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Data in a prompt: one JSON object between two delimiters, one member or row a line.
 *
 * <p>In its strings {@code <}, {@code >} and {@code [} are written as escapes, so that neither the delimiters nor the marks
 * by which models tell roles apart ({@code <|im_start|>}, {@code [INST]}) can be among them, whatever the data are.
 */
public final class DataBlock {

    /** What opens a block. */
    public static final String OPENING = "<data>";

    /** What closes a block. */
    public static final String CLOSING = "</data>";

    private static final JsonMapper JSON = JsonMapper.builder(
                    JsonFactory.builder().characterEscapes(new Marks()).build())
            .build();

    private final List<String> members = new ArrayList<>();

    /** The escapes of JSON, and those of the characters that marks are made of. */
    private static final class Marks extends CharacterEscapes {

        private static final long serialVersionUID = 1;

        @Override
        public int[] getEscapeCodesForAscii() {
            int[] codes = standardAsciiEscapesForJSON();
            codes['<'] = ESCAPE_STANDARD;
            codes['>'] = ESCAPE_STANDARD;
            codes['['] = ESCAPE_STANDARD;
            return codes;
        }

        @Override
        public @Nullable SerializableString getEscapeSequence(int character) {
            return null;
        }
    }

    /** A value as JSON in one line: a map, a list, a string, a number, a boolean or null. */
    public static String json(@Nullable Object value) {
        return JSON.writeValueAsString(value);
    }

    /** Adds a member; its name is one of ours. */
    public DataBlock with(String name, @Nullable Object value) {
        members.add("\"" + name + "\": " + json(value));
        return this;
    }

    /** Adds a member that is an array, one row a line, of rows that are JSON; nothing where there are none. */
    public DataBlock withRows(String name, List<String> rows) {
        if (!rows.isEmpty()) {
            members.add("\"" + name + "\": [\n" + String.join(",\n", rows) + "]");
        }
        return this;
    }

    /** Adds a member that is an object, one of its members a line; each is a key, which is harmless, and a value as JSON. */
    public DataBlock withMembers(String name, List<String> rows) {
        members.add("\"" + name + "\": {\n" + String.join(",\n", rows) + "}");
        return this;
    }

    /** The block with its delimiters, each in a line of its own. */
    @Override
    public String toString() {
        return OPENING + "\n{" + String.join(",\n", members) + "}\n" + CLOSING + "\n";
    }
}
