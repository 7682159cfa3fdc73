package dev.parley.admission;

import dev.parley.problem.BodyTooSlowException;
import dev.parley.problem.CheckedBody;
import jakarta.servlet.ServletInputStream;
import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;

/**
 * A body that must keep coming: it may be waited for as long as it is given, and a second more for each
 * {@value #BYTES_A_SECOND} bytes that have come. The server itself only limits the time between two bytes.
 */
final class SteadyBody extends CheckedBody {

    private static final int BYTES_A_SECOND = 100_000;

    private final long patience;
    /** For how long it was waited for; what its reader did in between is not the client's fault. */
    private long waited;

    private long count;

    SteadyBody(ServletInputStream input, Duration patience) {
        super(input);
        this.patience = patience.toNanos();
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long began = System.nanoTime();
        try {
            int read = super.read(target, offset, length);
            waited += System.nanoTime() - began;
            count += Math.max(0, read);
            if (read >= 0 && waited > patience + count * (1_000_000_000L / BYTES_A_SECOND)) {
                throw new BodyTooSlowException();
            }
            return read;
        } catch (SocketTimeoutException silence) {
            throw tooSlow(silence);
        } catch (IOException failure) {
            throw failure.getCause() instanceof SocketTimeoutException silence ? tooSlow(silence) : failure;
        }
    }

    private static BodyTooSlowException tooSlow(SocketTimeoutException silence) {
        BodyTooSlowException tooSlow = new BodyTooSlowException();
        tooSlow.initCause(silence);
        return tooSlow;
    }
}
