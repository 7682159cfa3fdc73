package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What the service answered. The expectations return the answer, so that one can follow another.
 *
 * @param request the request's method and path
 * @param status the HTTP status
 * @param headers the headers
 * @param text the body as it came
 */
public record Answer(String request, int status, HttpHeaders headers, String text) {

    private static final JsonMapper JSON = JsonMapper.builder().build();

    /** Expects a status. */
    public Answer is(int expected) {
        assertThat(status).as("status of %s: %s", request, text).isEqualTo(expected);
        return this;
    }

    /** Expects a problem, well-formed and without anything of the inside in it. */
    public Answer isProblem(int expectedStatus, String slug) {
        is(expectedStatus);
        assertThat(headers.getContentType()).as(text).isEqualTo(MediaType.APPLICATION_PROBLEM_JSON);
        has("/type", "'https://parley.dev/problems/" + slug + "'");
        has("/status", String.valueOf(expectedStatus));
        assertThat(at("/title").asString()).isNotBlank();
        assertThat(at("/detail").asString()).isNotBlank();
        assertThat(text).doesNotContain("dev.parley", "java.", "jakarta.", "springframework", "jackson", "Exception");
        return this;
    }

    /** Expects an invalid request that is at fault at exactly these places of the body. */
    public Answer isInvalidAt(String... pointers) {
        isProblem(400, "invalid-request");
        return pointsAt(pointers);
    }

    /** Expects the faults to be at exactly these places of the body, each with a sentence. */
    public Answer pointsAt(String... pointers) {
        List<String> found = new ArrayList<>();
        for (JsonNode fault : at("/errors")) {
            found.add(fault.path("pointer").asString("none"));
            assertThat(fault.path("detail").asString("")).as(text).isNotBlank();
        }
        assertThat(found).as(text).containsExactlyInAnyOrder(pointers);
        return this;
    }

    /** Expects an invalid request whose fault is in a parameter of the query, the path or a header. */
    public Answer isInvalidParameter(String name) {
        isProblem(400, "invalid-request");
        return has("/errors/0/parameter", "'" + name + "'");
    }

    /** Expects a value at a place of the body; {@code 1} is not {@code 1.0}. */
    public Answer has(String pointer, String value) {
        assertThat(at(pointer)).as("%s of %s: %s", pointer, request, text).isEqualTo(JSON.readTree(Api.json(value)));
        return this;
    }

    /** Expects nothing at a place of the body. */
    public Answer lacks(String pointer) {
        assertThat(body().at(pointer).isMissingNode())
                .as("%s of %s: %s", pointer, request, text)
                .isTrue();
        return this;
    }

    /** What is at a place of the body. */
    public JsonNode at(String pointer) {
        JsonNode node = body().at(pointer);
        assertThat(node.isMissingNode())
                .as("nothing at %s of %s: %s", pointer, request, text)
                .isFalse();
        return node;
    }

    /** The field {@code name} of each element of a list. */
    public List<JsonNode> each(String list, String name) {
        List<JsonNode> values = new ArrayList<>();
        at(list).forEach(element -> values.add(element.path(name)));
        return values;
    }

    /** The numbers of the trials in a list. */
    public List<Integer> numbers(String list) {
        return each(list, "number").stream().map(JsonNode::asInt).toList();
    }

    private JsonNode body() {
        return JSON.readTree(text);
    }
}
