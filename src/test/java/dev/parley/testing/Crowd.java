package dev.parley.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.IntConsumer;
import java.util.function.IntFunction;

/** Many threads that do something at the same moment. */
public final class Crowd {

    private static final long LIMIT_SECONDS = 90;

    private Crowd() {}

    /** Lets {@code size} threads, numbered from 0, begin together; answers what they found, in their order. */
    public static <T> List<T> atOnce(int size, IntFunction<T> work) {
        CountDownLatch gathered = new CountDownLatch(size);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<T>> futures = new ArrayList<>();
            for (int i = 0; i < size; i++) {
                int number = i;
                futures.add(threads.submit(() -> {
                    gathered.countDown();
                    gathered.await();
                    return work.apply(number);
                }));
            }
            try {
                List<T> results = new ArrayList<>();
                for (Future<T> future : futures) {
                    results.add(future.get(LIMIT_SECONDS, TimeUnit.SECONDS));
                }
                return results;
            } catch (ExecutionException failure) {
                throw new AssertionError(failure.getCause());
            } catch (InterruptedException | TimeoutException failure) {
                throw new AssertionError(failure);
            } finally {
                threads.shutdownNow();
            }
        }
    }

    /** Lets {@code size} threads begin together and waits for all of them. */
    public static void run(int size, IntConsumer work) {
        atOnce(size, number -> {
            work.accept(number);
            return number;
        });
    }
}
