package dev.parley.mlflow;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiPredicate;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A server on 127.0.0.1 that keeps experiments and runs as MLflow does, or fails as it is told. It can go away and come back. */
final class ScriptedMlflow implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();
    private static final String API = "/api/2.0/mlflow/";

    /**
     * What happens to a request in place of an answer at once.
     *
     * @param status what is answered; 0 if the connection is closed, 200 if the true answer is given
     * @param before how long after the request what it asks for is done, if it is
     * @param until what is waited for then
     * @param after how long after that it is answered
     * @param isDone whether what it asks for is done
     */
    record Fault(int status, Duration before, BooleanSupplier until, Duration after, boolean isDone) {

        static Fault status(int status) {
            return new Fault(status, Duration.ZERO, () -> true, Duration.ZERO, false);
        }

        /** Does what it is asked for and closes the connection. */
        static Fault loseAnswer() {
            return new Fault(0, Duration.ZERO, () -> true, Duration.ZERO, true);
        }

        /** Does what it is asked for at once and answers later. */
        static Fault answerAfter(Duration time) {
            return new Fault(200, Duration.ZERO, () -> true, time, true);
        }

        /** Does what it is asked for later. */
        static Fault doAfter(Duration time) {
            return new Fault(200, time, () -> true, Duration.ZERO, true);
        }

        /** Does what it is asked for once something is so. */
        static Fault doWhen(BooleanSupplier isSo) {
            return new Fault(200, Duration.ZERO, isSo, Duration.ZERO, true);
        }
    }

    private final MlflowState state = new MlflowState();
    private final Map<String, Queue<Fault>> faults = new HashMap<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private volatile BiPredicate<String, JsonNode> ruled = (path, body) -> false;
    private volatile Answer ruling = Answer.invalid("no");
    private int port;
    private HttpServer server;

    ScriptedMlflow() {
        server = listen();
    }

    private HttpServer listen() {
        try {
            HttpServer listening = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 0);
            listening.createContext("/", this::handle);
            listening.setExecutor(threads);
            listening.start();
            port = listening.getAddress().getPort();
            return listening;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    /** Takes no connections any more. */
    void goAway() {
        server.stop(0);
    }

    /** Takes connections again. */
    void comeBack() {
        server = listen();
    }

    /** Plans what happens to the next requests for a path, such as {@code runs/create}. */
    synchronized void fail(String path, Fault... next) {
        faults.computeIfAbsent(path, absent -> new ArrayDeque<>()).addAll(List.of(next));
    }

    /** Answers 400 to what a rule says by path and body. */
    void refuse(BiPredicate<String, JsonNode> rule) {
        answer(Answer.invalid("no"), rule);
    }

    /** Answers the same to what a rule says by path and body. */
    void answer(Answer answer, BiPredicate<String, JsonNode> rule) {
        ruling = answer;
        ruled = rule;
    }

    /** Fails no more. */
    synchronized void behave() {
        faults.clear();
        ruled = (path, body) -> false;
    }

    MlflowState state() {
        return state;
    }

    /** The paths that were asked for so far. */
    List<String> requests() {
        return List.copyOf(requests);
    }

    /** What {@code Authorization} said so far. */
    List<String> authorizations() {
        return List.copyOf(authorizations);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath().replace(API, "");
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            requests.add(path);
            authorizations.add(String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")));
            JsonNode body = text.isEmpty() ? query(exchange) : JSON.readTree(text);
            Fault fault = next(path);
            if (fault == null) {
                send(exchange, ruled.test(path, body) ? ruling : state.answer(path, body));
                return;
            }
            Thread.sleep(fault.before);
            while (!fault.until.getAsBoolean()) {
                Thread.sleep(1);
            }
            Answer answer = fault.isDone ? state.answer(path, body) : new Answer(fault.status, "planned");
            Thread.sleep(fault.after);
            if (fault.status != 0) {
                send(exchange, answer);
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized @Nullable Fault next(String path) {
        Queue<Fault> planned = faults.get(path);
        return planned == null ? null : planned.poll();
    }

    private static JsonNode query(HttpExchange exchange) {
        var node = JSON.createObjectNode();
        String query = exchange.getRequestURI().getQuery();
        for (String part : query == null ? new String[0] : query.split("&")) {
            node.put(part.substring(0, part.indexOf('=')), part.substring(part.indexOf('=') + 1));
        }
        return node;
    }

    private static void send(HttpExchange exchange, Answer answer) throws IOException {
        byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (answer.status() == 429) {
            exchange.getResponseHeaders().set("Retry-After", "0");
        }
        exchange.sendResponseHeaders(answer.status(), bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    /** An answer's status and body. */
    record Answer(int status, String body) {

        static Answer error(int status, String code, String message) {
            return new Answer(
                    status,
                    JSON.createObjectNode()
                            .put("error_code", code)
                            .put("message", message)
                            .toString());
        }

        static Answer invalid(String message) {
            return error(400, "INVALID_PARAMETER_VALUE", message);
        }

        static Answer absent(String what) {
            return error(404, "RESOURCE_DOES_NOT_EXIST", "there is no " + what);
        }
    }
}
