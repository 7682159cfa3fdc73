import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Finds out what pairs of ask and tell a service can serve, offers it ten times as many asks, and watches what becomes of them, of
 * its health and its memory, and how soon it serves as many as before. Prints a Markdown table.
 *
 * <p>Options: {@code --url}, {@code --pid} of the service, {@code --workers} of the closed loop, {@code --seconds} of each phase,
 * {@code --times} as many, {@code --connections} at most.
 */
final class Overload {

    private final Map<String, String> options;
    private final URI url;

    private Overload(Map<String, String> options) {
        this.options = options;
        this.url = URI.create(options.get("url"));
        if (!url.getHost().equals("127.0.0.1")) {
            throw new IllegalArgumentException("load goes to 127.0.0.1 only, not to " + url);
        }
    }

    public static void main(String[] arguments) throws Exception {
        Map<String, String> options = new HashMap<>();
        for (int i = 0; i + 1 < arguments.length; i += 2) {
            options.put(arguments[i].substring(2), arguments[i + 1]);
        }
        System.exit(new Overload(options).run() ? 0 : 1);
    }

    private boolean run() throws Exception {
        int workers = number("workers", 64);
        int seconds = number("seconds", 30);
        int times = number("times", 10);
        String[] studies = IntStream.range(0, number("studies", 32))
                .mapToObj(i -> "overload-" + i)
                .toArray(String[]::new);
        for (String study : studies) {
            new LoadStudy(url, study).create(options.getOrDefault("strategy", "tpe"));
        }
        try (Flood flood = new Flood(url, number("connections", 4000), studies)) {
            flood.run(Flood.Load.closed(workers), number("warm", 20));
            double before = resident();
            double heapBefore = heap();
            Watched calm = watched(flood, Flood.Load.closed(workers), seconds);
            double capacity = calm.tally.rate(0);
            row("capacity, " + workers + " workers in a closed loop", "%.0f pairs/s", capacity);
            row("ask then, p50 / p99", "%s", quantiles(calm.tally.accepted));
            Watched storm = watched(flood, Flood.Load.open(times * capacity), seconds);
            double during = resident();
            report(storm, capacity, seconds);
            Tally after = flood.run(Flood.Load.closed(workers), Math.max(10, seconds / 2));
            int back = after.secondsTo(0.8 * capacity);
            row("from then on at 80 % of the capacity and more", "%s", back == 0 ? "not reached" : "from second " + back);
            System.err.println("calm " + calm.tally.perSecond() + " storm " + storm.tally.perSecond() + " after " + after.perSecond());
            row("memory of the service before / during / after", "%.0f / %.0f / %.0f MB", before, during, resident());
            row("its heap after a collection, before / after", "%.0f / %.0f MB", heapBefore, heap());
            row("health then, p50 / p99 / max", "%s", calm.health.text());
            boolean isAnswered = storm.tally.lost == 0 && after.lost == 0 && storm.health.failed == 0 && back > 0;
            System.out.println(isAnswered ? "" : "\nFAILED: results lost, health down, or not at full speed again");
            return isAnswered;
        }
    }

    private void report(Watched storm, double capacity, int seconds) {
        Tally tally = storm.tally;
        row("asks offered", "%.0f/s (%d not sent for want of a connection)", (double) tally.offered / seconds, tally.unsent);
        row("results told meanwhile", "%.0f/s, %.0f %% of the capacity", tally.rate(0), 100 * tally.rate(0) / capacity);
        row("accepted ask, p50 / p99", "%s", quantiles(tally.accepted));
        row("accepted tell, p50 / p99", "%s", quantiles(tally.acceptedTells));
        row("refused, p50 / p99", "%s", quantiles(tally.refused));
        row("statuses", "%s", tally.statuses);
        row("results never told", "%d", tally.lost);
        row("health meanwhile, p50 / p99 / max", "%s", storm.health.text());
        row("the driver's share of both cores", "%.0f %%", 100 * storm.cpu);
    }

    private static String quantiles(Tally.Latencies latencies) {
        return String.format(
                Locale.ROOT, "%.0f / %.0f ms of %d", latencies.quantile(0.5), latencies.quantile(0.99), latencies.count());
    }

    private record Watched(Tally tally, HealthWatch health, double cpu) {}

    private Watched watched(Flood flood, Flood.Load load, int seconds) throws Exception {
        HealthWatch health = new HealthWatch(url);
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        long cpu = system.getProcessCpuTime();
        long wall = System.nanoTime();
        try (ExecutorService threads = Executors.newSingleThreadExecutor()) {
            Future<?> watching = threads.submit(() -> health.watch(wall + TimeUnit.SECONDS.toNanos(seconds)));
            Tally tally = flood.run(load, seconds);
            double share = (system.getProcessCpuTime() - cpu) / (double) (System.nanoTime() - wall);
            watching.get();
            return new Watched(tally, health, share / Runtime.getRuntime().availableProcessors());
        }
    }

    /** What the service itself has in memory, in MB. */
    private double resident() throws IOException {
        return Files.readAllLines(Path.of("/proc", options.get("pid"), "status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1000)
                .sum();
    }

    /** What is still in use of the service's heap after a full collection, in MB. */
    private double heap() throws IOException, InterruptedException {
        Path jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd");
        new ProcessBuilder(jcmd.toString(), options.get("pid"), "GC.run").start().waitFor();
        try (Connection connection = new Connection(url)) {
            return connection.send("GET", "/actuator/prometheus", "").lines()
                    .filter(line -> line.startsWith("jvm_memory_used_bytes{area=\"heap\""))
                    .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' '))) / 1e6)
                    .sum();
        }
    }

    private int number(String option, int otherwise) {
        return Integer.parseInt(options.getOrDefault(option, String.valueOf(otherwise)));
    }

    private static void row(String what, String format, Object... values) {
        System.out.printf(Locale.ROOT, "| %s | %s |%n", what, String.format(Locale.ROOT, format, values));
    }
}
