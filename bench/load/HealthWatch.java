import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** Looks at liveness and readiness in turn, ten times a second, each over a connection of its own as a probe does. */
final class HealthWatch {

    private static final long INTERVAL = TimeUnit.MILLISECONDS.toNanos(100);

    private final URI url;
    private final Tally.Latencies latencies = new Tally.Latencies();
    int failed;

    HealthWatch(URI url) {
        this.url = url;
    }

    /** Looks until then, in nanoseconds of {@link System#nanoTime}. */
    Void watch(long end) {
        int turn = 0;
        for (long due = System.nanoTime(); due < end; due = Math.max(due + INTERVAL, System.nanoTime())) {
            LockSupport.parkNanos(due - System.nanoTime());
            try (Connection connection = new Connection(url)) {
                connection.send("GET", "/actuator/health/" + (turn++ % 2 == 0 ? "liveness" : "readiness"), "");
            } catch (IOException down) {
                failed++;
            }
            latencies.add(System.nanoTime() - due);
        }
        return null;
    }

    String text() {
        return String.format(
                Locale.ROOT,
                "%.0f / %.0f / %.0f ms of %d, %d failed",
                latencies.quantile(0.5),
                latencies.quantile(0.99),
                latencies.quantile(1),
                latencies.count(),
                failed);
    }
}
