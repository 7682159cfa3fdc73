package dev.parley.testing;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Speaks to a service on 127.0.0.1 as any client would; may be shared by many threads. */
public final class ParleyClient {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
    private final URI root;

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param headers the HTTP headers
     * @param body the JSON body; missing where there is none
     */
    public record Answer(int status, HttpHeaders headers, JsonNode body) {

        /** The body, of an answer that must have this status. */
        public JsonNode expect(int expected) {
            if (status != expected) {
                throw new AssertionError("status " + status + " instead of " + expected + ": " + body);
            }
            return body;
        }
    }

    public ParleyClient(int port) {
        this.root = URI.create("http://127.0.0.1:" + port);
    }

    /** Sends a request below {@code /api/v1/studies/}; headers as names and values in turn. */
    public Answer study(String method, String path, String body, String... headers) {
        return send(method, "/api/v1/studies/" + path, body, headers);
    }

    /** Sends a request with a JSON body, or with none where it is empty. */
    public Answer send(String method, String path, String body, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(Duration.ofSeconds(60))
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", "application/json");
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(response.statusCode(), response.headers(), JSON.readTree(response.body()));
        } catch (IOException failure) {
            throw new java.io.UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** Creates a study. */
    public void create(String study, String definition) {
        study("PUT", study, definition).expect(201);
    }

    /** Asks and expects an answer with or without trials. */
    public JsonNode ask(String study, String body) {
        return study("POST", study + "/ask", body).expect(200);
    }

    /** Asks for one trial, which there must be. */
    public JsonNode askOne(String study) {
        JsonNode answer = ask(study, "{}");
        JsonNode trial = answer.path("trials").path(0);
        if (trial.isMissingNode()) {
            throw new AssertionError("no trial: " + answer);
        }
        return trial;
    }

    /** Tells an outcome. */
    public Answer tell(String study, int number, String body) {
        return study("POST", study + "/trials/" + number + "/tell", body);
    }

    /** Tells the value of the objective {@code loss}. */
    public Answer tell(String study, int number, double value) {
        return tell(study, number, "{\"state\": \"complete\", \"values\": {\"loss\": " + value + "}}");
    }
}
