import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** A service's HTTP API on 127.0.0.1; may be shared by many threads. */
final class Api {

    private static final Duration CONNECT_LIMIT = Duration.ofSeconds(2);

    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(CONNECT_LIMIT)
            .build();
    private final URI root;

    /**
     * An answer.
     *
     * @param status the HTTP status
     * @param retryAfter the header Retry-After; empty where there is none
     * @param text the body
     */
    record Answer(int status, String retryAfter, String text) {

        Object body() {
            return Json.read(text);
        }

        /** The word of a problem's type; empty if it is none. */
        String problem() {
            if (status < 400 || !text.startsWith("{")) {
                return "";
            }
            String type = Json.text(body(), "type");
            return type.substring(type.lastIndexOf('/') + 1);
        }

        /** The body, of an answer that must be a success. */
        Object success() {
            if (status / 100 != 2) {
                throw new IllegalStateException("status " + status + ": " + text);
            }
            return body();
        }
    }

    Api(int port) {
        root = URI.create("http://127.0.0.1:" + port);
    }

    /** Sends a request below {@code /api/v1/studies/}, with an Idempotency-Key unless it is null. */
    Answer study(String method, String path, String body, String key, Duration limit) throws IOException {
        return send(method, "/api/v1/studies/" + path, body, key, limit);
    }

    /** Sends a request that must succeed. */
    Object study(String method, String path, String body) {
        try {
            return study(method, path, body, null, Duration.ofSeconds(60)).success();
        } catch (IOException e) {
            throw new IllegalStateException(method + " " + path, e);
        }
    }

    boolean isReady() {
        try {
            return send("GET", "/actuator/health/readiness", "", null, CONNECT_LIMIT).status() == 200;
        } catch (IOException notYet) {
            return false;
        }
    }

    boolean isAlive() throws IOException {
        return send("GET", "/actuator/health/liveness", "", null, CONNECT_LIMIT).status() == 200;
    }

    private Answer send(String method, String path, String body, String key, Duration limit) throws IOException {
        HttpRequest.Builder request = HttpRequest.newBuilder(root.resolve(path))
                .timeout(limit)
                .header("Content-Type", "application/json")
                .method(method, HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            HttpResponse<String> response = http.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Answer(
                    response.statusCode(),
                    response.headers().firstValue("Retry-After").orElse(""),
                    response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
