package dev.parley.finetuning;

import dev.parley.llm.prompt.TokenEstimate;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;

/**
 * One conversation that a model learns from.
 *
 * @param system what it is told to do
 * @param user the matter at hand
 * @param assistant what it should have answered
 */
record Example(String system, String user, String assistant) {

    private static final JsonMapper JSON = new JsonMapper();

    Example {
        Objects.requireNonNull(system);
        Objects.requireNonNull(user);
        Objects.requireNonNull(assistant);
    }

    /** The conversation as a line of chat JSONL, as OpenAI and others take it, with its line break. */
    String line() {
        List<Map<String, String>> messages =
                List.of(message("system", system), message("user", user), message("assistant", assistant));
        return JSON.writeValueAsString(Map.of("messages", messages)) + "\n";
    }

    private static Map<String, String> message(String role, String content) {
        Map<String, String> message = new LinkedHashMap<>();
        message.put("role", role);
        message.put("content", content);
        return message;
    }

    /** About how many tokens it has. */
    int tokens() {
        return TokenEstimate.of(system) + TokenEstimate.of(user) + TokenEstimate.of(assistant);
    }
}
