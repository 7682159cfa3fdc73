import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waits, but not for ever. */
final class Waiting {

    private Waiting() {}

    /**
     * Waits until something is so.
     *
     * @throws IllegalStateException if it takes longer than the limit
     */
    static void until(String what, Duration limit, Duration pause, BooleanSupplier isSo) {
        long end = System.nanoTime() + limit.toNanos();
        while (!isSo.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new IllegalStateException("waited " + limit.toSeconds() + " s in vain for " + what);
            }
            pause(pause);
        }
    }

    static void pause(Duration time) {
        LockSupport.parkNanos(time.toNanos());
    }
}
