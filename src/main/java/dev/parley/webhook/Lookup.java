package dev.parley.webhook;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import okhttp3.Dns;

/**
 * Looks up names and gives up after a while. The system's look-up takes as long as it likes, cannot be interrupted, and pins a
 * virtual thread to the thread that carries it; so each is made on one of a bounded number of platform threads, and whoever asks
 * only waits for it.
 */
final class Lookup implements Dns, AutoCloseable {

    private static final Duration IDLE = Duration.ofSeconds(30);

    private final Dns system;
    private final Duration timeout;
    private final ExecutorService threads;

    /**
     * @param system who looks up
     * @param timeout how long whoever asks waits, for a free thread too
     * @param mostAtOnce how many look-ups are under way at a time
     */
    Lookup(Dns system, Duration timeout, int mostAtOnce) {
        this.system = system;
        this.timeout = timeout;
        this.threads = threads("lookup-", mostAtOnce);
    }

    /** So many platform threads, that keep no process alive and end when they have nothing to do. */
    static ExecutorService threads(String name, int most) {
        ThreadPoolExecutor threads = new ThreadPoolExecutor(
                most,
                most,
                IDLE.toSeconds(),
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                Thread.ofPlatform().daemon().name(name, 0).factory());
        threads.allowCoreThreadTimeOut(true);
        return threads;
    }

    @Override
    public List<InetAddress> lookup(String name) throws UnknownHostException {
        Future<List<InetAddress>> found = threads.submit(() -> system.lookup(name));
        try {
            return found.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw unknown(name, e.getCause() == null ? e : e.getCause());
        } catch (TimeoutException e) {
            throw unknown(name, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw unknown(name, e);
        } finally {
            found.cancel(false);
        }
    }

    private static UnknownHostException unknown(String name, Throwable cause) {
        UnknownHostException unknown = new UnknownHostException(name);
        unknown.initCause(cause);
        return unknown;
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }
}
