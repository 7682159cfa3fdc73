import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** How long asks and tells took, retries included, in nanoseconds. */
final class Latencies {

    private final Queue<Long> asks = new ConcurrentLinkedQueue<>();
    private final Queue<Long> tells = new ConcurrentLinkedQueue<>();

    void ask(long nanos) {
        asks.add(nanos);
    }

    void tell(long nanos) {
        tells.add(nanos);
    }

    Result asks() {
        return Result.ofLatencies("ask", asks.stream().mapToLong(Long::longValue).toArray());
    }

    Result tells() {
        return Result.ofLatencies("tell", tells.stream().mapToLong(Long::longValue).toArray());
    }
}
