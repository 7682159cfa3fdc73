package dev.parley.admission;

import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Tells places the time, so that nobody waits beyond it. Its thread is one of the system's own: virtual ones take turns with
 * the requests that are too many.
 */
final class Ticking implements AutoCloseable {

    private static final long MILLISECONDS = 50;

    private final ScheduledExecutorService clock = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().name("admission").daemon().factory());

    Ticking(Places... all) {
        List<Places> places = List.of(all);
        clock.scheduleAtFixedRate(
                () -> places.forEach(each -> each.tick(System.nanoTime())),
                MILLISECONDS,
                MILLISECONDS,
                TimeUnit.MILLISECONDS);
    }

    @Override
    public void close() {
        clock.shutdownNow();
    }
}
