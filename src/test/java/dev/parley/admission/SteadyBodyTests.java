package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.parley.problem.BodyTooSlowException;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.mock.web.DelegatingServletInputStream;

class SteadyBodyTests {

    private static final Duration PATIENCE = Duration.ofMillis(500);

    /** Bytes of which each takes its time to come. */
    private static SteadyBody body(long milliseconds) {
        return new SteadyBody(
                new DelegatingServletInputStream(new InputStream() {
                    @Override
                    public int read() {
                        pause(milliseconds);
                        return 'a';
                    }

                    @Override
                    public int read(byte[] target, int offset, int length) {
                        target[offset] = (byte) read();
                        return 1;
                    }
                }),
                PATIENCE);
    }

    private static void pause(long milliseconds) {
        try {
            Thread.sleep(milliseconds);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void mustKeepComing() {
        SteadyBody body = body(100);
        assertThatExceptionOfType(BodyTooSlowException.class).isThrownBy(() -> body.readNBytes(10));
    }

    @Test
    void isNotLateWhereItsReaderIs() throws IOException {
        SteadyBody body = body(0);
        assertThat(body.read()).isEqualTo('a');
        pause(2 * PATIENCE.toMillis());
        assertThat(body.readNBytes(100)).hasSize(100);
    }
}
