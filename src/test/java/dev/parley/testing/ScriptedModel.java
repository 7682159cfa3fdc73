package dev.parley.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import tools.jackson.databind.json.JsonMapper;

/**
 * A server on 127.0.0.1 that answers like a language model's, or like a broken one: first what the script says, one reply a
 * request, then what it answers {@link #always always}. It keeps every request.
 */
public final class ScriptedModel implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Queue<ScriptedReply> script = new ConcurrentLinkedQueue<>();
    private final List<ScriptedRequest> requests = new CopyOnWriteArrayList<>();
    private volatile Function<ScriptedRequest, ScriptedReply> always =
            request -> ScriptedReply.error(500, "the script is over");

    public ScriptedModel() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Where it is, without a path: what Anthropic's, Google's and Ollama's clients want. */
    public String root() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    /** Where OpenAI's interface is. */
    public String openAiUrl() {
        return root() + "/v1";
    }

    /** What to answer to the next requests, after those that are planned already. */
    public ScriptedModel next(ScriptedReply... replies) {
        script.addAll(List.of(replies));
        return this;
    }

    /** What to answer once the script is over. */
    public ScriptedModel always(ScriptedReply reply) {
        return always(request -> reply);
    }

    /** How to answer once the script is over. */
    public ScriptedModel always(Function<ScriptedRequest, ScriptedReply> reply) {
        always = reply;
        return this;
    }

    /** Forgets the requests and the rest of the script. */
    public void reset() {
        script.clear();
        requests.clear();
    }

    /** What it was sent so far, in order. */
    public List<ScriptedRequest> requests() {
        return List.copyOf(requests);
    }

    /** The latest request. */
    public ScriptedRequest request() {
        return requests.getLast();
    }

    @Override
    public void close() {
        closed.countDown();
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), java.nio.charset.StandardCharsets.UTF_8);
            ScriptedRequest request = new ScriptedRequest(
                    exchange.getRequestURI().getPath(),
                    exchange.getRequestHeaders(),
                    JSON.readTree(body.isEmpty() ? "{}" : body),
                    System.nanoTime());
            requests.add(request);
            ScriptedReply planned = script.poll();
            send(exchange, planned == null ? always.apply(request) : planned);
        }
    }

    private void send(HttpExchange exchange, ScriptedReply reply) throws IOException {
        try {
            if (closed.await(reply.delay().toNanos(), TimeUnit.NANOSECONDS)
                    && !reply.delay().isZero()) {
                return;
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            return;
        }
        if (reply.status() == 0) {
            return;
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
    }
}
