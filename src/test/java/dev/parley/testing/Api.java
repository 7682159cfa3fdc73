package dev.parley.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.context.annotation.Lazy;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.servlet.client.RestTestClient;

/**
 * The HTTP API as a test calls it. Paths begin below {@code /api/v1}; JSON may be written with single quotes in place of
 * double ones.
 */
@Lazy
public final class Api {

    private static final AtomicInteger NAMES = new AtomicInteger();

    private final RestTestClient client;

    Api(RestTestClient client) {
        this.client = client;
    }

    /** A study's name that no other test uses. */
    public static String freshName() {
        return "it-%d-%d".formatted(ProcessHandle.current().pid(), NAMES.incrementAndGet());
    }

    /** JSON with its single quotes made double. */
    public static String json(String singleQuoted) {
        return singleQuoted.replace('\'', '"');
    }

    /**
     * A new study of one float {@code x} from 0 to 1, whose {@code loss} is minimized by random search.
     *
     * @param fields what else its definition says, or says instead: {@code 'limits': {'trials': 3}}
     */
    public StudyApi study(String... fields) {
        StringBuilder body = new StringBuilder("{");
        addUnless(fields, body, "'space'", "[{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}]");
        addUnless(fields, body, "'objectives'", "[{'name': 'loss', 'direction': 'minimize'}]");
        addUnless(fields, body, "'strategy'", "{'type': 'random', 'seed': 1}");
        body.append(String.join(", ", fields));
        String text = body.toString().replaceFirst(", $", "") + "}";
        return new StudyApi(this, post("/studies", text).is(201).at("/name").asString());
    }

    private static void addUnless(String[] fields, StringBuilder body, String name, String value) {
        for (String field : fields) {
            if (field.startsWith(name + ":")) {
                return;
            }
        }
        body.append(name).append(": ").append(value).append(", ");
    }

    public Answer get(String path) {
        return send(HttpMethod.GET, path, "");
    }

    public Answer put(String path, String body) {
        return send(HttpMethod.PUT, path, body);
    }

    /** A POST; without a body if it is empty. */
    public Answer post(String path, String body, String... headers) {
        return send(HttpMethod.POST, path, body, headers);
    }

    public Answer patch(String path, String body, String... headers) {
        return send(HttpMethod.PATCH, path, body, headers);
    }

    public Answer delete(String path) {
        return send(HttpMethod.DELETE, path, "");
    }

    /**
     * Any request.
     *
     * @param headers names and values in turn; the content type is JSON unless given here
     */
    public Answer send(HttpMethod method, String path, String body, String... headers) {
        return send(method, path, json(body).getBytes(StandardCharsets.UTF_8), headers);
    }

    /** A POST of what is no text. */
    public Answer upload(String path, byte[] body, String contentType) {
        return send(HttpMethod.POST, path, body, "Content-Type", contentType);
    }

    /** What is below a path, as bytes. */
    public byte[] download(String path) {
        var result = client.get().uri("/api/v1" + path).exchange().expectBody().returnResult();
        assertThat(result.getStatus().value()).as(path).isEqualTo(200);
        byte[] answered = result.getResponseBody();
        return answered == null ? new byte[0] : answered;
    }

    private Answer send(HttpMethod method, String path, byte[] body, String... headers) {
        var request = client.method(method).uri("/api/v1" + path);
        if (body.length > 0) {
            request.contentType(MediaType.APPLICATION_JSON);
            request.body(body);
        }
        for (int i = 0; i < headers.length; i += 2) {
            String value = headers[i + 1];
            String name = headers[i];
            request.headers(all -> all.set(name, value));
        }
        var result = request.exchange().expectBody().returnResult();
        byte[] answered = result.getResponseBody();
        return new Answer(
                method + " " + path,
                result.getStatus().value(),
                result.getResponseHeaders(),
                answered == null ? "" : new String(answered, StandardCharsets.UTF_8));
    }
}
