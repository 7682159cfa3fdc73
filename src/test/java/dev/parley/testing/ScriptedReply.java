package dev.parley.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * What a {@link ScriptedModel} answers to one request.
 *
 * @param status the HTTP status; 0 to hang up without a word
 * @param headers HTTP headers
 * @param body the body
 * @param delay how long it takes
 */
public record ScriptedReply(int status, Map<String, String> headers, byte[] body, Duration delay) {

    private static final JsonMapper JSON = new JsonMapper();

    /** A chat completion as OpenAI sends it, of 120 tokens in and 30 out. */
    public static ScriptedReply text(String text) {
        return text(text, "stop");
    }

    /** A chat completion that stopped for some reason, {@code length} for instance. */
    public static ScriptedReply text(String text, String finishReason) {
        ObjectNode completion = completion(text, finishReason);
        completion
                .putObject("usage")
                .put("prompt_tokens", 120)
                .put("completion_tokens", 30)
                .put("total_tokens", 150);
        return json(completion.toString());
    }

    /** A chat completion of a server that does not count tokens. */
    public static ScriptedReply textWithoutUsage(String text) {
        return json(completion(text, "stop").toString());
    }

    private static ObjectNode completion(String text, String finishReason) {
        ObjectNode completion = JSON.createObjectNode()
                .put("id", "chatcmpl-1")
                .put("object", "chat.completion")
                .put("created", 1)
                .put("model", "scripted");
        completion
                .putArray("choices")
                .addObject()
                .put("index", 0)
                .put("finish_reason", finishReason)
                .putObject("message")
                .put("role", "assistant")
                .put("content", text);
        return completion;
    }

    /** Any JSON body, or what passes for one. */
    public static ScriptedReply json(String body) {
        return new ScriptedReply(
                200, Map.of("Content-Type", "application/json"), body.getBytes(StandardCharsets.UTF_8), Duration.ZERO);
    }

    /** A file beside a test's class. */
    public static ScriptedReply recorded(Class<?> test, String file) {
        try (var stream = Objects.requireNonNull(test.getResourceAsStream(file), file)) {
            return json(new String(stream.readAllBytes(), StandardCharsets.UTF_8));
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** An error as OpenAI words it. */
    public static ScriptedReply error(int status, String message) {
        ObjectNode body = JSON.createObjectNode();
        body.putObject("error").put("message", message).put("type", "error");
        return json(body.toString()).withStatus(status);
    }

    /** A success with no body at all. */
    public static ScriptedReply nothing() {
        return json("");
    }

    /** A chat completion of so many bytes. */
    public static ScriptedReply huge(int bytes) {
        return text("x".repeat(bytes));
    }

    /** Closes the connection instead of answering. */
    public static ScriptedReply hangUp() {
        return json("").withStatus(0);
    }

    public ScriptedReply withStatus(int other) {
        return new ScriptedReply(other, headers, body, delay);
    }

    public ScriptedReply withHeader(String name, String value) {
        Map<String, String> more = new LinkedHashMap<>(headers);
        more.put(name, value);
        return new ScriptedReply(status, more, body, delay);
    }

    /** The same, after a while. */
    public ScriptedReply after(Duration other) {
        return new ScriptedReply(status, headers, body, other);
    }
}
