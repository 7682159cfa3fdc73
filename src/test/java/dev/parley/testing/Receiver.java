package dev.parley.testing;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on 127.0.0.1 that takes messages. Each path is a receiver of its own: it answers first what its plan says, one
 * answer a message, and then 204. It keeps every message.
 */
public final class Receiver implements AutoCloseable {

    /** Plans that the connection is closed without an answer. */
    public static final int CLOSE = 0;

    /** Plans that nothing is answered until the receiver is closed. */
    public static final int SILENCE = -1;

    private static final JsonMapper JSON = new JsonMapper();

    /**
     * A message as it came.
     *
     * @param headers its headers
     * @param text its body
     */
    public record Message(Headers headers, String text) {

        public String header(String name) {
            return String.valueOf(headers.getFirst(name));
        }

        public String id() {
            return header("webhook-id");
        }

        public JsonNode body() {
            return JSON.readTree(text);
        }

        public String type() {
            return body().path("type").asString();
        }
    }

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Map<String, Queue<Integer>> plans = new ConcurrentHashMap<>();
    private final Map<String, List<Message>> messages = new ConcurrentHashMap<>();

    public Receiver() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    /** Plans the next answers of a path: statuses, {@link #CLOSE} or {@link #SILENCE}. */
    public Receiver answers(String path, Integer... statuses) {
        plans.computeIfAbsent(path, absent -> new ConcurrentLinkedQueue<>()).addAll(List.of(statuses));
        return this;
    }

    /** What a path was sent so far, in order. */
    public List<Message> messages(String path) {
        return List.copyOf(messages.getOrDefault(path, List.of()));
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            String text = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            messages.computeIfAbsent(path, absent -> new CopyOnWriteArrayList<>())
                    .add(new Message(exchange.getRequestHeaders(), text));
            Queue<Integer> plan = plans.get(path);
            Integer status = plan == null ? null : plan.poll();
            answer(exchange, status == null ? 204 : status);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private void answer(HttpExchange exchange, int status) throws IOException, InterruptedException {
        if (status == SILENCE) {
            closed.await();
        } else if (status != CLOSE) {
            byte[] body = ("answer " + status).getBytes(StandardCharsets.UTF_8);
            boolean hasBody = status != 204;
            exchange.sendResponseHeaders(status, hasBody ? body.length : -1);
            if (hasBody) {
                exchange.getResponseBody().write(body);
            }
        }
    }
}
