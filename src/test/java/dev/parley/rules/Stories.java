package dev.parley.rules;

import dev.parley.testing.ParleyClient;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Many stories, several at a time; of one that fails, the fewest calls that fail still are shown. */
final class Stories {

    private static final int AT_ONCE = 8;

    private static final int LENGTH = 40;

    /** How often a failing story is told again with fewer calls. */
    private static final int MOST_TRIES = 80;

    private final List<ParleyClient> replicas;
    private final JdbcClient jdbc;

    Stories(List<ParleyClient> replicas, JdbcClient jdbc) {
        this.replicas = replicas;
        this.jdbc = jdbc;
    }

    /** Tells {@code count} stories, whose seeds follow each other. */
    void tell(long first, int count) {
        try (ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE)) {
            List<Future<?>> told = new ArrayList<>();
            for (long seed = first; seed < first + count; seed++) {
                long each = seed;
                told.add(threads.submit(() -> tell(each)));
            }
            for (Future<?> future : told) {
                future.get();
            }
        } catch (ExecutionException failure) {
            throw new AssertionError(failure.getCause());
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** A story that failed. */
    private record Failure(List<Long> steps, List<String> log, Throwable cause) {}

    private void tell(long seed) {
        Failure failure = failure(seed, steps(seed));
        if (failure != null) {
            Failure least = shortened(seed, failure);
            throw new AssertionError(
                    "seed %d: %s%n%s".formatted(seed, least.cause.getMessage(), String.join("\n", least.log)),
                    least.cause);
        }
    }

    private static List<Long> steps(long seed) {
        return new SplittableRandom(seed).longs(LENGTH).boxed().toList();
    }

    private @Nullable Failure failure(long seed, List<Long> steps) {
        Story story = new Story(seed, replicas, jdbc);
        try {
            story.tell(steps);
            return null;
        } catch (AssertionError | RuntimeException cause) {
            return new Failure(steps, story.log, cause);
        }
    }

    /** Leaves out calls, half of them at a time and in the end each alone, as long as the story still fails. */
    private Failure shortened(long seed, Failure found) {
        Failure least = found;
        int tries = 0;
        for (int size = LENGTH / 2; size > 0; size /= 2) {
            for (int from = 0; from < least.steps.size() && tries < MOST_TRIES; tries++) {
                Failure shorter = failure(seed, without(least.steps, from, from + size));
                if (shorter == null) {
                    from += size;
                } else {
                    least = shorter;
                }
            }
        }
        return least;
    }

    private static List<Long> without(List<Long> steps, int from, int to) {
        return IntStream.range(0, steps.size())
                .filter(i -> i < from || i >= to)
                .mapToObj(i -> steps.get(i))
                .toList();
    }
}
