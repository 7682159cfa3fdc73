package dev.parley.testing;

import com.sun.net.httpserver.Headers;
import tools.jackson.databind.JsonNode;

/**
 * What a {@link ScriptedModel} was sent.
 *
 * @param path the path
 * @param headers the headers
 * @param body the body, as JSON
 * @param nanoTime when it came, by {@link System#nanoTime()}
 */
public record ScriptedRequest(String path, Headers headers, JsonNode body, long nanoTime) {

    /** The text of the message of this number, of a request in OpenAI's form. */
    public String message(int number) {
        return body.at("/messages/" + number + "/content").asString("");
    }
}
