import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.InetAddress;
import java.net.URI;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.locks.LockSupport;

/**
 * Loads a Parley on this machine and says how it bore it. It speaks HTTP/1.1 over plain sockets, so that it costs little of
 * the machine it shares with the service; the share it did take is printed with each result. See README.md.
 */
public class LoadDriver {

    private static final String USAGE = """
            java LoadDriver.java [--url http://127.0.0.1:8080] [--json] MODE
              --open RATE [--study S] [--seconds 10]       asks at a fixed rate, each answered by a tell outside the clock
              --open RATE --against URL --study S          the same at both services in turn, --rounds of it (12) at each
              --open RATE --study S --beside T             the same of two studies of one service in turn
              --closed CLIENTS --studies N [--seconds 10]  ask and tell pairs, as fast as they go
              --import ROWS                                finished trials, 10,000 a request
              --fill N --study S [--studies M]             prepares a study of N finished trials, or S-0 to S-(M-1)
              --first-ask --study S                        one ask, timed; no warm-up
            --open, --closed and --import run once to warm up and then --runs times (5); the median is the result.""";

    private final URI url;
    private final Map<String, String> options;

    LoadDriver(Map<String, String> options) {
        this.options = options;
        this.url = local(options.getOrDefault("url", "http://127.0.0.1:8080"));
    }

    private static URI local(String address) {
        URI url = URI.create(address);
        try {
            if (!InetAddress.getByName(url.getHost()).isLoopbackAddress()) {
                throw new IllegalArgumentException("only a service on this machine may be loaded, not " + url);
            }
        } catch (IOException e) {
            throw new IllegalArgumentException("unknown host: " + url, e);
        }
        return url;
    }

    private LoadStudy study(String name) {
        return new LoadStudy(url, name);
    }

    private String strategy() {
        return options.getOrDefault("strategy", "tpe");
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i < arguments.length; i++) {
            String name = arguments[i].replaceFirst("^--", "");
            boolean valued = i + 1 < arguments.length && !arguments[i + 1].startsWith("--");
            options.put(name, valued ? arguments[++i] : "true");
        }
        LoadDriver driver = new LoadDriver(options);
        if (options.containsKey("against") || options.containsKey("beside")) {
            System.out.println(driver.against().json());
        } else if (options.containsKey("open")) {
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

    private Result open() throws Exception {
        LoadStudy study = study(options.getOrDefault("study", "load-open"));
        study.create(strategy());
        return Result.ofLatencies("ask", open(study, number("seconds", 10)));
    }

    /** Open loop: the clock of each ask starts when it was due, so an ask that had to queue shows its whole wait. */
    private long[] open(LoadStudy study, int seconds) throws Exception {
        double rate = Double.parseDouble(options.get("open"));
        int count = (int) (rate * seconds);
        long[] latencies = new long[count];
        List<Future<?>> asks = new ArrayList<>(count);
        // More connections than the service can answer at once: the loop stays open until it is hopelessly behind.
        try (Connections connections = new Connections(study.url());
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
                    String answer = study.ask(connection);
                    latencies[index] = System.nanoTime() - due;
                    study.tell(connection, answer, index);
                    connections.give(connection);
                    return null;
                }));
            }
            for (Future<?> ask : asks) {
                ask.get();
            }
        }
        return latencies;
    }

    /** The open loop at two studies in turn, in rounds so short that both see the same machine; the first pair warms up. */
    private Comparison against() throws Exception {
        LoadStudy here = study(options.get("study"));
        LoadStudy there = new LoadStudy(
                options.containsKey("against") ? local(options.get("against")) : url,
                options.getOrDefault("beside", here.name()));
        int seconds = number("seconds", 4);
        List<long[]> ours = new ArrayList<>();
        List<long[]> theirs = new ArrayList<>();
        for (int round = -1; round < number("rounds", 12); round++) {
            boolean isOurTurn = round % 2 == 0;
            long[] first = open(isOurTurn ? here : there, seconds);
            long[] second = open(isOurTurn ? there : here, seconds);
            if (round >= 0) {
                ours.add(isOurTurn ? first : second);
                theirs.add(isOurTurn ? second : first);
            }
        }
        return new Comparison(ours, theirs);
    }

    /** Closed loop: every client asks, tells and asks again. */
    private Result closed() throws Exception {
        int clients = number("closed", 16);
        int studies = number("studies", 1);
        String prefix = options.getOrDefault("study", "load-closed-" + Long.toString(System.nanoTime(), 36));
        for (int i = 0; i < studies; i++) {
            study(prefix + "-" + i).create(strategy());
        }
        long start = System.nanoTime();
        long end = start + number("seconds", 10) * 1_000_000_000L;
        List<Future<List<Long>>> pairs = new ArrayList<>();
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < clients; i++) {
                int client = i;
                pairs.add(threads.submit(() -> {
                    LoadStudy study = study(prefix + "-" + client % studies);
                    List<Long> latencies = new ArrayList<>();
                    try (Connection connection = new Connection(url)) {
                        for (long now = System.nanoTime(); now < end; ) {
                            study.tell(connection, study.ask(connection), latencies.size());
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
        LoadStudy study = study("load-import-" + Long.toString(System.nanoTime(), 36));
        study.create(strategy());
        List<String> bodies = LoadStudy.importBodies(rows);
        long[] latencies = new long[bodies.size()];
        long start = System.nanoTime();
        try (Connection connection = new Connection(url)) {
            for (int i = 0; i < latencies.length; i++) {
                long sent = System.nanoTime();
                connection.post(study.path() + "/trials", bodies.get(i));
                latencies[i] = System.nanoTime() - sent;
            }
        }
        double wall = (System.nanoTime() - start) / 1e9;
        return Result.ofLatencies("request", latencies).withRate(rows / wall, "rows/s");
    }

    private void fill() throws Exception {
        String name = options.get("study");
        int studies = number("studies", 0);
        List<String> bodies = LoadStudy.importBodies(number("fill", 0));
        for (int i = 0; i < Math.max(1, studies); i++) {
            LoadStudy study = study(studies == 0 ? name : name + "-" + i);
            study.create(strategy());
            try (Connection connection = new Connection(url)) {
                for (String body : bodies) {
                    connection.post(study.path() + "/trials", body);
                }
            }
        }
        System.out.printf("filled %s with %,d finished trials each%n", name, number("fill", 0));
    }

    private Result firstAsk() throws Exception {
        LoadStudy study = study(options.get("study"));
        try (Connection connection = new Connection(url)) {
            long start = System.nanoTime();
            String answer = study.ask(connection);
            long latency = System.nanoTime() - start;
            study.tell(connection, answer, 0);
            return Result.ofLatencies("first ask", new long[] {latency});
        }
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
}
