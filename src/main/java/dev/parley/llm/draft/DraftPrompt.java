package dev.parley.llm.draft;

import dev.parley.llm.prompt.DataBlock;
import dev.parley.llm.prompt.Instructions;
import dev.parley.llm.prompt.JsonSchema;
import dev.parley.llm.prompt.PlainText;
import dev.parley.llm.prompt.Prompt;
import dev.parley.llm.prompt.TokenEstimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Writes the prompt that asks for a search space. */
public final class DraftPrompt {

    /** How many tokens go in, where nothing else is said. */
    public static final int TOKENS = 6_000;

    private static final int LONGEST_DESCRIPTION = 4_000;
    private static final int LONGEST_CODE = 60_000;

    /** What the answer takes: at most 20 parameters. */
    private static final int ANSWER_TOKENS = 20 * 150;

    private final int limit;

    /**
     * A writer of prompts of a limited length.
     *
     * @param limit the most tokens of instructions and data, as {@link TokenEstimate} counts them; what goes beyond is cut
     *     off the end of the code
     */
    public DraftPrompt(int limit) {
        this.limit = limit;
    }

    /** The prompt for a request. */
    public Prompt write(DraftRequest request) {
        String system = Instructions.DRAFT.text();
        int room = limit - TokenEstimate.of(system);
        String description = PlainText.line(request.description(), LONGEST_DESCRIPTION);
        String code = request.code() == null ? "" : PlainText.lines(request.code(), LONGEST_CODE);
        String user = user(description, code);
        for (int length = code.length(); length > 0 && TokenEstimate.of(user) > room; length = 9 * length / 10) {
            user = user(description, PlainText.lines(code, length));
        }
        for (int length = description.length(); length > 0 && TokenEstimate.of(user) > room; length = 9 * length / 10) {
            user = user(PlainText.line(description, length), "");
        }
        return new Prompt(system, user, schema(), ANSWER_TOKENS);
    }

    private static String user(String description, String code) {
        DataBlock block = new DataBlock().with("description", description);
        return (code.isEmpty() ? block : block.with("code", code)).toString();
    }

    private static String schema() {
        Map<String, Object> number = Map.of("type", List.of("number", "null"));
        Map<String, Object> scalar = anyOf(type("string"), type("number"), type("boolean"));
        Map<String, Object> when = new LinkedHashMap<>();
        when.put("parameter", type("string"));
        when.put("in", JsonSchema.array(scalar));
        Map<String, Object> parameter = new LinkedHashMap<>();
        parameter.put("reason", type("string"));
        parameter.put("name", type("string"));
        parameter.put("type", words("float", "int", "ordinal", "categorical"));
        parameter.put("low", number);
        parameter.put("high", number);
        parameter.put("step", number);
        parameter.put("scale", anyOf(words("linear", "log"), type("null")));
        parameter.put("values", anyOf(JsonSchema.array(scalar), type("null")));
        parameter.put("default", anyOf(type("string"), type("number"), type("boolean"), type("null")));
        parameter.put("when", anyOf(JsonSchema.object(when), type("null")));
        return DataBlock.json(JsonSchema.object(Map.of("parameters", JsonSchema.array(JsonSchema.object(parameter)))));
    }

    private static Map<String, Object> type(String type) {
        return Map.of("type", type);
    }

    private static Map<String, Object> words(String... words) {
        Map<String, Object> enumeration = new LinkedHashMap<>();
        enumeration.put("type", "string");
        enumeration.put("enum", List.of(words));
        return enumeration;
    }

    @SafeVarargs
    private static Map<String, Object> anyOf(Map<String, Object>... branches) {
        return Map.of("anyOf", List.of(branches));
    }
}
