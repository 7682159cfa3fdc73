package dev.parley.admission;

import org.jspecify.annotations.Nullable;

/** What the request at hand has cost its thread, for the admission to go by when the next of the same study come. */
public final class RequestCost {

    private static final ThreadLocal<@Nullable RequestCost> CURRENT = new ThreadLocal<>();

    private long nanos;

    private RequestCost() {}

    /** Adds to what the request on this thread has cost; without effect where there is none. */
    public static void add(long nanos) {
        RequestCost cost = CURRENT.get();
        if (cost != null) {
            cost.nanos += nanos;
        }
    }

    /** Begins to count for the calling thread. */
    static void begin() {
        CURRENT.set(new RequestCost());
    }

    /** Ends counting; answers the nanoseconds that were added, 0 if none were. */
    static long end() {
        RequestCost cost = CURRENT.get();
        CURRENT.remove();
        return cost == null ? 0 : cost.nanos;
    }
}
