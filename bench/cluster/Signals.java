import java.io.IOException;
import java.io.UncheckedIOException;

/** Signals that the JDK cannot send. */
final class Signals {

    private Signals() {}

    /** Sends one to a process of this bench; one that is gone already needs none. */
    static void send(String signal, long pid) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
