import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads a Parley on this machine and says how it bore it. It speaks HTTP/1.1 over plain sockets, so that it costs little of
 * the machine it shares with the service; the share it did take is printed with each result. See README.md.
 */
public class LoadDriver {

    private static final String USAGE = """
            java LoadDriver.java [--url http://127.0.0.1:8080] [--json] MODE
              --open RATE [--study S] [--seconds 10]       asks at a fixed rate, each answered by a tell outside the clock
              --closed CLIENTS --studies N [--seconds 10]  ask and tell pairs, as fast as they go
              --import ROWS                                finished trials, 10,000 a request
              --fill N --study S [--studies M]             prepares a study of N finished trials, or S-0 to S-(M-1)
              --first-ask --study S                        one ask, timed; no warm-up
            --open, --closed and --import run once to warm up and then --runs times (5); the median is the result.""";

    private static final int IMPORT_BATCH = 10_000;

    /** Eight parameters of every kind. */
    private static final String SPACE = """
            [{"name":"lr","type":"float","low":1e-5,"high":0.1,"scale":"log"},
             {"name":"decay","type":"float","low":1e-8,"high":0.01,"scale":"log"},
             {"name":"momentum","type":"float","low":0,"high":0.99},
             {"name":"dropout","type":"float","low":0,"high":0.9,"step":0.1},
             {"name":"width","type":"int","low":8,"high":512,"scale":"log"},
             {"name":"depth","type":"int","low":1,"high":12},
             {"name":"batch","type":"ordinal","values":[16,32,64,128]},
             {"name":"solver","type":"categorical","choices":["adam","sgd","rmsprop","lion"]}]""";

    private final URI url;
    private final Map<String, String> options;
    private final Random random = new Random(1);

    LoadDriver(Map<String, String> options) {
        this.options = options;
        this.url = URI.create(options.getOrDefault("url", "http://127.0.0.1:8080"));
        try {
            if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
                throw new IllegalArgumentException("only a service on this machine may be loaded, not " + url);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("unknown host: " + url, e);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("^--", "");
            boolean valued = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
            options.put(name, valued ? arguments[++i] : "true");
        }
        LoadDriver driver = new LoadDriver(options);
        if (options.containsKey("open")) {
            driver.median(driver::open);
        } else if (options.containsKey("closed")) {
            driver.median(driver::closed);
        } else if (options.containsKey("import")) {
            driver.median(driver::importRows);
        } else if (options.containsKey("fill")) {
            driver.fill();
        } else if (options.containsKey("first-ask")) {
            driver.print(driver.measured(driver::firstAsk));
        } else {
            System.err.println(USAGE);
            System.exit(2);
        }
    }

    // --- Modes -----------------------------------------------------------------------------------------------------

    /** Open loop: the clock of each ask starts when it was due, so an ask that had to queue shows its whole wait. */
    private Result open() throws Exception {
        double rate = Double.parseDouble(options.get("open"));
        int seconds = number("seconds", 10);
        String study = options.getOrDefault("study", "load-open");
        create(study);
        int count = (int) (rate * seconds);
        long[] latencies = new long[count];
        List<Future<?>> asks = new ArrayList<>(count);
        // More connections than the service can answer at once: the loop stays open until it is hopelessly behind.
        try (Connections connections = new Connections(url);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            long start = System.nanoTime() + 50_000_000L;
            for (int i = 0; i < count; i++) {
                long due = start + (long) (i * 1e9 / rate);
                for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                    LockSupport.parkNanos(left);
                }
                int index = i;
                asks.add(threads.submit(() -> {
                    Connection connection = connections.take();
                    String answer = connection.post(path(study) + "/ask", "{}");
                    latencies[index] = System.nanoTime() - due;
                    tell(connection, study, answer, index);
                    connections.give(connection);
                    return null;
                }));
            }
            for (Future<?> ask : asks) {
                ask.get();
            }
        }
        return Result.ofLatencies("ask", latencies);
    }

    /** Closed loop: every client asks, tells and asks again. */
    private Result closed() throws Exception {
        int clients = number("closed", 16);
        int studies = number("studies", 1);
        String prefix = options.getOrDefault("study", "load-closed-" + Long.toString(System.nanoTime(), 36));
        for (int i = 0; i < studies; i++) {
            create(prefix + "-" + i);
        }
        long start = System.nanoTime();
        long end = start + number("seconds", 10) * 1_000_000_000L;
        List<Future<List<Long>>> pairs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                pairs.add(threads.submit(() -> {
                    String study = prefix + "-" + client % studies;
                    List<Long> latencies = new ArrayList<>();
                    try (Connection connection = new Connection(url)) {
                        for (long now = System.nanoTime(); now < end; ) {
                            String answer = connection.post(path(study) + "/ask", "{}");
                            tell(connection, study, answer, latencies.size());
                            long then = now;
                            now = System.nanoTime();
                            latencies.add(now - then);
                        }
                    }
                    return latencies;
                }));
            }
        }
        double wall = (System.nanoTime() - start) / 1e9;
        List<Long> all = new ArrayList<>();
        for (Future<List<Long>> client : pairs) {
            all.addAll(client.get());
        }
        long[] latencies = all.stream().mapToLong(Long::longValue).toArray();
        return Result.ofLatencies("pair", latencies).withRate(latencies.length / wall, "pairs/s");
    }

    private Result importRows() throws Exception {
        int rows = number("import", 100_000);
        String study = "load-import-" + Long.toString(System.nanoTime(), 36);
        create(study);
        List<String> bodies = importBodies(rows);
        long[] latencies = new long[bodies.size()];
        long start = System.nanoTime();
        try (Connection connection = new Connection(url)) {
            for (int i = 0; i < latencies.length; i++) {
                long sent = System.nanoTime();
                connection.post(path(study) + "/trials", bodies.get(i));
                latencies[i] = System.nanoTime() - sent;
            }
        }
        double wall = (System.nanoTime() - start) / 1e9;
        return Result.ofLatencies("request", latencies).withRate(rows / wall, "rows/s");
    }

    private void fill() throws Exception {
        String name = options.get("study");
        int studies = number("studies", 0);
        List<String> bodies = importBodies(number("fill", 0));
        for (int i = 0; i < Math.max(1, studies); i++) {
            String study = studies == 0 ? name : name + "-" + i;
            create(study);
            try (Connection connection = new Connection(url)) {
                for (String body : bodies) {
                    connection.post(path(study) + "/trials", body);
                }
            }
        }
        System.out.printf("filled %s with %,d finished trials each%n", name, number("fill", 0));
    }

    private Result firstAsk() throws Exception {
        try (Connection connection = new Connection(url)) {
            long start = System.nanoTime();
            String answer = connection.post(path(options.get("study")) + "/ask", "{}");
            long latency = System.nanoTime() - start;
            tell(connection, options.get("study"), answer, 0);
            return Result.ofLatencies("first ask", new long[] {latency});
        }
    }

    // --- The service ------------------------------------------------------------------------------------------------

    private static String path(String study) {
        return "/api/v1/studies/" + study;
    }

    private void create(String study) throws IOException {
        String strategy = options.getOrDefault("strategy", "tpe");
        try (Connection connection = new Connection(url)) {
            connection.send("PUT", path(study), """
                    {"space": %s, "objectives": [{"name": "loss", "direction": "minimize"}],
                     "strategy": {"type": "%s", "seed": 1}}""".formatted(SPACE, strategy));
        }
    }

    private void tell(Connection connection, String study, String answer, int turn) throws IOException {
        String number = between(answer, "\"number\":", ",");
        String lease = between(answer, "\"lease\":\"", "\"");
        // A smooth loss of what was asked, so that the strategy has something to model.
        double lr = Double.parseDouble(between(answer, "\"lr\":", "[,}]"));
        double momentum = Double.parseDouble(between(answer, "\"momentum\":", "[,}]"));
        double loss = Math.pow(Math.log10(lr) + 3, 2) + Math.pow(momentum - 0.9, 2) + 1e-6 * (turn % 97);
        connection.post(
                path(study) + "/trials/" + number + "/tell",
                "{\"lease\":\"" + lease + "\",\"state\":\"complete\",\"values\":{\"loss\":" + loss + "}}");
    }

    private static String between(String text, String from, String to) throws IOException {
        int start = text.indexOf(from);
        if (start < 0) {
            throw new IOException("no " + from + " in " + text);
        }
        return text.substring(start + from.length()).split(to, 2)[0].trim();
    }

    private List<String> importBodies(int rows) {
        List<String> bodies = new ArrayList<>();
        for (int done = 0; done < rows; done += IMPORT_BATCH) {
            StringBuilder body = new StringBuilder("{\"trials\":[");
            for (int i = done; i < Math.min(rows, done + IMPORT_BATCH); i++) {
                double lr = Math.pow(10, -5 + 4 * random.nextDouble());
                double momentum = 0.99 * random.nextDouble();
                double loss = Math.pow(Math.log10(lr) + 3, 2) + Math.pow(momentum - 0.9, 2);
                body.append(i == done ? "" : ",")
                        .append("{\"state\":\"complete\",\"configuration\":{\"lr\":").append(lr)
                        .append(",\"decay\":").append(Math.pow(10, -8 + 6 * random.nextDouble()))
                        .append(",\"momentum\":").append(momentum)
                        .append(",\"dropout\":0.").append(random.nextInt(10))
                        .append(",\"width\":").append(8 + random.nextInt(505))
                        .append(",\"depth\":").append(1 + random.nextInt(12))
                        .append(",\"batch\":").append(16 << random.nextInt(4))
                        .append(",\"solver\":\"").append(List.of("adam", "sgd", "rmsprop", "lion").get(random.nextInt(4)))
                        .append("\"},\"values\":{\"loss\":").append(loss).append("}}");
            }
            bodies.add(body.append("]}").toString());
        }
        return bodies;
    }

    // --- Measuring ---------------------------------------------------------------------------------------------------

    private int number(String option, int otherwise) {
        String value = options.get(option);
        return value == null ? otherwise : Integer.parseInt(value.replace("_", ""));
    }

    /** One run to warm up, then some more; prints each and the one with the median headline. */
    private void median(Callable<Result> run) throws Exception {
        run.call();
        List<Result> results = new ArrayList<>();
        for (int i = 0; i < number("runs", 5); i++) {
            Result result = measured(run);
            System.err.println(result.text());
            results.add(result);
        }
        results.sort((a, b) -> Double.compare(a.headline(), b.headline()));
        print(results.get(results.size() / 2));
    }

    private Result measured(Callable<Result> run) throws Exception {
        long cpu = cpuTime();
        long wall = System.nanoTime();
        Result result = run.call();
        double share = (cpuTime() - cpu) / (double) (System.nanoTime() - wall);
        return result.withCpuShare(share / Runtime.getRuntime().availableProcessors());
    }

    private void print(Result result) {
        System.out.println(options.containsKey("json") ? result.json() : "median: " + result.text());
    }

    private static long cpuTime() {
        return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
                .getProcessCpuTime();
    }

    /** Latencies in milliseconds; a rate of 0 where the mode has none. */
    record Result(
            String what, int count, double p50, double p90, double p99, double max, double rate, String unit, double cpu) {

        static Result ofLatencies(String what, long[] nanos) {
            long[] sorted = nanos.clone();
            Arrays.sort(sorted);
            return new Result(
                    what,
                    sorted.length,
                    quantile(sorted, 0.5),
                    quantile(sorted, 0.9),
                    quantile(sorted, 0.99),
                    quantile(sorted, 1),
                    0,
                    "",
                    0);
        }

        private static double quantile(long[] sorted, double q) {
            int index = (int) Math.ceil(q * sorted.length) - 1;
            return sorted.length == 0 ? Double.NaN : sorted[Math.max(0, index)] / 1e6;
        }

        Result withRate(double rate, String unit) {
            return new Result(what, count, p50, p90, p99, max, rate, unit, cpu);
        }

        Result withCpuShare(double cpu) {
            return new Result(what, count, p50, p90, p99, max, rate, unit, cpu);
        }

        double headline() {
            return unit.isEmpty() ? p50 : rate;
        }

        String text() {
            String speed = unit.isEmpty() ? "" : String.format(Locale.ROOT, "%.0f %s; ", rate, unit);
            return String.format(
                    Locale.ROOT,
                    "%s%d × %s: p50 %.2f ms, p90 %.2f ms, p99 %.2f ms, max %.2f ms; driver's share of the CPU %.0f %%",
                    speed, count, what, p50, p90, p99, max, 100 * cpu);
        }

        String json() {
            return String.format(
                    Locale.ROOT,
                    "{\"what\":\"%s\",\"count\":%d,\"p50\":%.3f,\"p90\":%.3f,\"p99\":%.3f,\"max\":%.3f,\"rate\":%.1f,\"cpu\":%.4f}",
                    what, count, p50, p90, p99, max, rate, cpu);
        }
    }

    // --- HTTP over a socket ------------------------------------------------------------------------------------------

    /** Connections that wait to be used again. */
    private static final class Connections implements AutoCloseable {

        private static final int LIMIT = 256;

        private final URI url;
        private final Deque<Connection> idle = new ArrayDeque<>();
        private final Semaphore room = new Semaphore(LIMIT);

        Connections(URI url) {
            this.url = url;
        }

        Connection take() throws IOException, InterruptedException {
            room.acquire();
            synchronized (idle) {
                Connection connection = idle.poll();
                if (connection != null) {
                    return connection;
                }
            }
            return new Connection(url);
        }

        void give(Connection connection) {
            synchronized (idle) {
                idle.push(connection);
            }
            room.release();
        }

        @Override
        public void close() throws IOException {
            for (Connection connection : idle) {
                connection.close();
            }
        }
    }

    /** One kept-alive connection; any answer but 2xx is an error. */
    private static final class Connection implements AutoCloseable {


        private final Socket socket;
        private final InputStream in;
        private final OutputStream out;
        private final String head;

        Connection(URI url) throws IOException {
            socket = new Socket(url.getHost(), url.getPort() < 0 ? 80 : url.getPort());
            socket.setTcpNoDelay(true);
            socket.setSoTimeout(120_000);
            in = new BufferedInputStream(socket.getInputStream(), 16_384);
            out = socket.getOutputStream();
            String key = System.getenv("PARLEY_KEY");
            head = " HTTP/1.1\r\nHost: " + url.getAuthority() + "\r\nContent-Type: application/json\r\n"
                    + (key == null ? "" : "Authorization: Bearer " + key + "\r\n");
        }

        String post(String path, String body) throws IOException {
            return send("POST", path, body);
        }

        String send(String method, String path, String body) throws IOException {
            byte[] content = body.getBytes(StandardCharsets.UTF_8);
            byte[] start = (method + " " + path + head + "Content-Length: " + content.length + "\r\n\r\n")
                    .getBytes(StandardCharsets.ISO_8859_1);
            byte[] request = Arrays.copyOf(start, start.length + content.length);
            System.arraycopy(content, 0, request, start.length, content.length);
            out.write(request);
            out.flush();

            String status = line();
            int length = -1;
            boolean chunked = false;
            for (String header = line(); !header.isEmpty(); header = line()) {
                String lower = header.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).trim());
                } else if (lower.startsWith("transfer-encoding:") && lower.contains("chunked")) {
                    chunked = true;
                }
            }
            String answer = new String(chunked ? chunks() : in.readNBytes(Math.max(0, length)), StandardCharsets.UTF_8);
            if (!status.startsWith("HTTP/1.1 2")) {
                throw new IOException(method + " " + path + ": " + status + " " + answer);
            }
            return answer;
        }

        private byte[] chunks() throws IOException {
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            while (true) {
                int size = Integer.parseInt(line().split(";")[0].trim(), 16);
                whole.write(in.readNBytes(size));
                line();
                if (size == 0) {
                    return whole.toByteArray();
                }
            }
        }

        private String line() throws IOException {
            StringBuilder line = new StringBuilder();
            for (int c = in.read(); c != '\n'; c = in.read()) {
                if (c < 0) {
                    throw new IOException("the service closed the connection");
                }
                if (c != '\r') {
                    line.append((char) c);
                }
            }
            return line.toString();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
