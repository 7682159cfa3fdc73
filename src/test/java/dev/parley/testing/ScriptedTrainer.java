package dev.parley.testing;

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
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A server on 127.0.0.1 that fine-tunes like OpenAI's, and answers as its models would; or fails as it is told. A job trains until
 * {@link #end} says what came of it.
 */
public final class ScriptedTrainer implements AutoCloseable {

    private static final JsonMapper JSON = new JsonMapper();

    private final HttpServer server;
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final AtomicInteger numbers = new AtomicInteger();
    private final Map<String, ObjectNode> jobs = new ConcurrentHashMap<>();
    private final List<String> files = new CopyOnWriteArrayList<>();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final Map<String, Queue<ScriptedReply>> faults = new ConcurrentHashMap<>();
    private volatile Function<ScriptedRequest, ScriptedReply> chat =
            request -> ScriptedReply.error(500, "nobody said what to answer");
    private volatile String immediately = "running";

    public ScriptedTrainer() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        server.createContext("/", this::handle);
        server.setExecutor(threads);
        server.start();
    }

    /** Where OpenAI's interface is. */
    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort() + "/v1";
    }

    /** How its models answer. */
    public ScriptedTrainer chat(Function<ScriptedRequest, ScriptedReply> answers) {
        chat = answers;
        return this;
    }

    /** What every job has come to as soon as it is submitted: {@code running} or {@code succeeded}, for instance. */
    public ScriptedTrainer trainsUntil(String status) {
        immediately = status;
        return this;
    }

    /**
     * What to answer to the next requests of some kind in place of what they ask for.
     *
     * @param kind the method and the path below {@code /v1}, without names: {@code GET /fine_tuning/jobs/*}
     */
    public ScriptedTrainer fail(String kind, ScriptedReply... replies) {
        faults.computeIfAbsent(kind, absent -> new ConcurrentLinkedQueue<>()).addAll(List.of(replies));
        return this;
    }

    /** Forgets everything. */
    public void reset() {
        jobs.clear();
        files.clear();
        requests.clear();
        faults.clear();
        immediately = "running";
    }

    /** What was asked for so far: methods and paths as in {@link #fail}. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How often something was asked for. */
    public long count(String kind) {
        return requests.stream().filter(kind::equals).count();
    }

    /** The bodies that were uploaded. */
    public List<String> files() {
        return List.copyOf(files);
    }

    /** The jobs by name, as they are shown. */
    public Map<String, ObjectNode> jobs() {
        return jobs;
    }

    /** Ends every job that is running. */
    public void end(String status, String reason) {
        jobs.values().stream()
                .filter(job -> job.path("status").asString().equals("running"))
                .forEach(job -> end(job, status, reason));
    }

    private static void end(ObjectNode job, String status, String reason) {
        job.put("status", status);
        if (status.equals("succeeded")) {
            job.put("fine_tuned_model", "ft:tuned").put("trained_tokens", 12_345);
        }
        if (!reason.isEmpty()) {
            job.putObject("error").put("code", "bad").put("message", reason);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            String path = exchange.getRequestURI().getPath();
            String kind = exchange.getRequestMethod() + " "
                    + path.replaceFirst("^/v1", "").replaceFirst("(/jobs/)[^/]+", "$1*");
            requests.add(kind);
            Queue<ScriptedReply> planned = faults.get(kind);
            ScriptedReply fault = planned == null ? null : planned.poll();
            send(exchange, fault == null ? reply(kind, path, body, exchange) : fault);
        }
    }

    private ScriptedReply reply(String kind, String path, String body, HttpExchange exchange) {
        String name = path.replaceFirst(".*/jobs/([^/]+).*", "$1");
        return switch (kind) {
            case "POST /files" -> upload(body);
            case "POST /fine_tuning/jobs" ->
                ScriptedReply.json(submit(JSON.readTree(body)).toString());
            case "GET /fine_tuning/jobs" -> list(jobs.values());
            case "GET /fine_tuning/jobs/*" -> job(name);
            case "GET /fine_tuning/jobs/*/events" ->
                list(List.of(JSON.createObjectNode().put("id", "e").put("message", "step 7: training loss 0.5")));
            case "POST /fine_tuning/jobs/*/cancel" -> {
                ObjectNode job = jobs.get(name);
                if (job != null) {
                    job.put("status", "cancelled");
                }
                yield job(name);
            }
            case "POST /chat/completions" ->
                chat.apply(new ScriptedRequest(
                        path, exchange.getRequestHeaders(), JSON.readTree(body), System.nanoTime()));
            default -> ScriptedReply.error(404, "nothing is here");
        };
    }

    private ScriptedReply job(String name) {
        ObjectNode job = jobs.get(name);
        return job == null ? ScriptedReply.error(404, "no such job") : ScriptedReply.json(job.toString());
    }

    private static ScriptedReply list(Iterable<ObjectNode> elements) {
        ObjectNode list = JSON.createObjectNode().put("object", "list").put("has_more", false);
        elements.forEach(list.putArray("data")::add);
        return ScriptedReply.json(list.toString());
    }

    private ScriptedReply upload(String body) {
        files.add(body);
        return ScriptedReply.json(JSON.createObjectNode()
                .put("id", "file-" + numbers.incrementAndGet())
                .put("object", "file")
                .toString());
    }

    /** Begins a job as if it had been submitted. */
    public ObjectNode submit(JsonNode request) {
        ObjectNode job = JSON.createObjectNode()
                .put("id", "ftjob-" + numbers.incrementAndGet())
                .put("object", "fine_tuning.job")
                .put("status", "running");
        job.setAll((ObjectNode) request);
        if (!immediately.equals("running")) {
            end(job, immediately, "");
        }
        jobs.put(job.path("id").asString(), job);
        return job;
    }

    private static void send(HttpExchange exchange, ScriptedReply reply) throws IOException {
        if (!reply.delay().isZero()) {
            try {
                Thread.sleep(reply.delay());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
        if (reply.status() == 0) {
            return;
        }
        reply.headers().forEach(exchange.getResponseHeaders()::set);
        exchange.sendResponseHeaders(reply.status(), reply.body().length == 0 ? -1 : reply.body().length);
        exchange.getResponseBody().write(reply.body());
    }
}
