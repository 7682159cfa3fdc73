package dev.parley.mlflow;

import dev.parley.mlflow.MlflowException.Kind;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatusCode;
import org.springframework.http.MediaType;
import org.springframework.http.client.ClientHttpResponse;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.ResourceAccessException;
import org.springframework.web.client.RestClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends requests to MLflow's REST API 2.0 and tells what their failures mean. It follows no redirect, and what it says holds no
 * password.
 */
final class MlflowServer implements AutoCloseable {

    private static final String API = "/api/2.0/mlflow/";
    private static final int EXCERPT = 300;
    private static final int LONGEST_ANSWER = 8 << 20;
    private static final JsonMapper JSON = new JsonMapper();

    private final HttpClient http;
    private final RestClient client;
    private final MlflowProperties properties;

    MlflowServer(MlflowProperties properties) {
        this.properties = properties;
        this.http = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(properties.timeout())
                .build();
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory(http);
        requests.setReadTimeout(properties.timeout());
        this.client = RestClient.builder()
                .requestFactory(requests)
                .defaultHeaders(this::identify)
                .build();
    }

    private void identify(HttpHeaders headers) {
        headers.set(HttpHeaders.USER_AGENT, "Parley");
        if (properties.token() != null) {
            headers.setBearerAuth(properties.token());
        } else if (properties.username() != null && properties.password() != null) {
            headers.setBasicAuth(properties.username(), properties.password(), StandardCharsets.UTF_8);
        }
    }

    /**
     * Asks for something; {@code name=value} in the query.
     *
     * @throws MlflowException if there is no good answer
     */
    JsonNode get(String path, String name, String value) {
        return exchange(
                client.method(HttpMethod.GET).uri(properties.uri() + API + path + "?" + name + "={value}", value));
    }

    /**
     * Has something done.
     *
     * @throws MlflowException if there is no good answer
     */
    JsonNode post(String path, Map<String, ?> body) {
        return exchange(client.method(HttpMethod.POST)
                .uri(properties.uri() + API + path)
                .contentType(MediaType.APPLICATION_JSON)
                .body(JSON.writeValueAsBytes(body)));
    }

    private JsonNode exchange(RestClient.RequestHeadersSpec<?> request) {
        try {
            return request.exchangeForRequiredValue((sent, response) -> read(response));
        } catch (ResourceAccessException e) {
            throw new MlflowException(Kind.UNANSWERED, false, null, reason(e.getCause()), e);
        }
    }

    private JsonNode read(ClientHttpResponse response) throws IOException {
        byte[] bytes = response.getBody().readNBytes(LONGEST_ANSWER);
        HttpStatusCode status = response.getStatusCode();
        JsonNode answer = tree(bytes);
        if (status.is2xxSuccessful() && answer != null) {
            return answer;
        }
        Kind kind = kind(status, answer == null ? "" : answer.path("error_code").asString(""));
        String said = answer == null
                ? new String(bytes, 0, Math.min(bytes.length, EXCERPT), StandardCharsets.UTF_8)
                : answer.path("message").asString(answer.toString());
        throw new MlflowException(
                kind,
                status.is4xxClientError() && kind != Kind.BROKEN,
                retryAfter(response.getHeaders()),
                "it answered %d: %s".formatted(status.value(), Cut.toEllipsis(plain(said), EXCERPT)),
                null);
    }

    /** Whether it can be used where it is asked for nothing in particular. */
    boolean isThere() {
        try {
            post("experiments/search", Map.of("max_results", 1));
            return true;
        } catch (MlflowException e) {
            return false;
        }
    }

    private static Kind kind(HttpStatusCode status, String code) {
        return switch (code) {
            case "RESOURCE_DOES_NOT_EXIST" -> Kind.ABSENT;
            case "RESOURCE_ALREADY_EXISTS" -> Kind.PRESENT;
            // What its database fails at; a request that is wrong is INVALID_PARAMETER_VALUE.
            case "BAD_REQUEST" -> Kind.BROKEN;
            default ->
                switch (status.value()) {
                    case 401, 403, 407, 408, 425, 429, 502, 503, 504 -> Kind.AWAY;
                    // Where MLflow knows the path, it says what it does not find.
                    case 404, 405 -> Kind.AWAY;
                    // What it was doing was in the way of something else, or was given up.
                    case 409, 499 -> Kind.BROKEN;
                    default ->
                        status.is4xxClientError() ? Kind.REFUSED : status.is5xxServerError() ? Kind.BROKEN : Kind.AWAY;
                };
        };
    }

    private static @Nullable Duration retryAfter(HttpHeaders headers) {
        String seconds = headers.getFirst(HttpHeaders.RETRY_AFTER);
        return seconds != null && seconds.matches("[0-9]{1,6}") ? Duration.ofSeconds(Long.parseLong(seconds)) : null;
    }

    private static @Nullable JsonNode tree(byte[] bytes) {
        try {
            JsonNode node = JSON.readTree(bytes);
            return node.isObject() ? node : null;
        } catch (JacksonException e) {
            return null;
        }
    }

    /** Text that a log and a terminal can take, whatever was sent. */
    private static String plain(String said) {
        return said.replaceAll("[\\p{Cntrl}\\p{Cs}\\s]+", " ").strip();
    }

    private String reason(@Nullable Throwable failure) {
        return switch (failure) {
            case UnknownHostException unknown -> "the host's name could not be resolved";
            case ConnectException refused
            when refused.getCause() instanceof UnresolvedAddressException -> "the host's name could not be resolved";
            case ConnectException refused -> "no connection could be made";
            case HttpTimeoutException late ->
                "there was no answer within " + properties.timeout().toMillis() + " ms";
            case SSLException insecure -> "no secure connection could be made";
            case null, default -> "the connection broke";
        };
    }

    /** Ends the requests under way. */
    @Override
    public void close() {
        http.shutdownNow();
    }
}
