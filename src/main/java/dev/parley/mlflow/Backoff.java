package dev.parley.mlflow;

import java.time.Duration;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How long to leave a server alone that cannot be used: a second, and twice as long with each failure after a pause, up to a bound;
 * each pause is longer by up to {@value #JITTER} of itself by chance. Failures within a pause are those of requests that were under
 * way, and count no more.
 */
final class Backoff {

    static final double JITTER = 0.2;

    private static final Duration FIRST = Duration.ofSeconds(1);

    /** The longest that a server may ask for. */
    private static final Duration LONGEST_WISH = Duration.ofMinutes(10);

    private final Duration longest;
    private final RandomGenerator random;
    private final LongSupplier nanoTime;
    private int failures;
    private long until;

    Backoff(Duration longest, RandomGenerator random, LongSupplier nanoTime) {
        this.longest = longest;
        this.random = random;
        this.nanoTime = nanoTime;
    }

    /** The pause after a failure, the first or a later one, without chance. */
    static Duration pause(int failures, Duration longest) {
        Duration pause = FIRST.multipliedBy(1L << Math.min(failures - 1, 16));
        return pause.compareTo(longest) < 0 ? pause : longest;
    }

    /** Whether the server is to be left alone now. */
    synchronized boolean isOn() {
        return failures > 0 && nanoTime.getAsLong() - until < 0;
    }

    /**
     * Notes a failure.
     *
     * @param wish how long the server wants to be left alone; null if it does not say
     * @return whether it is the first one
     */
    synchronized boolean failed(@Nullable Duration wish) {
        if (isOn()) {
            return false;
        }
        failures++;
        double nanos = pause(failures, longest).toNanos() * (1 + JITTER * random.nextDouble());
        if (wish != null) {
            nanos = Math.max(nanos, Math.min(wish.toNanos(), LONGEST_WISH.toNanos()));
        }
        until = nanoTime.getAsLong() + (long) nanos;
        return failures == 1;
    }

    /** Notes a success outside of a pause; answers whether there had been failures. */
    synchronized boolean succeeded() {
        if (isOn()) {
            return false;
        }
        boolean hadFailed = failures > 0;
        failures = 0;
        return hadFailed;
    }
}
