package dev.parley.webhook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class LookupTests {

    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final List<InetAddress> HERE = List.of(InetAddress.getLoopbackAddress());

    @Test
    void aVirtualThreadThatAsksLeavesTheLookUpToAPlatformThread() throws Exception {
        AtomicReference<Thread> seen = new AtomicReference<>();
        try (Lookup lookup = new Lookup(
                name -> {
                    seen.set(Thread.currentThread());
                    return HERE;
                },
                PATIENCE,
                1)) {
            FutureTask<List<InetAddress>> asked = new FutureTask<>(() -> lookup.lookup("public.example"));
            Thread.ofVirtual().start(asked);
            assertThat(asked.get()).isEqualTo(HERE);
        }
        assertThat(seen.get().isVirtual()).isFalse();
    }

    @Test
    void aLookUpThatTakesTooLongIsGivenUpAndSoIsWhatWaitsForIt() {
        CountDownLatch end = new CountDownLatch(1);
        try (Lookup lookup = new Lookup(
                name -> {
                    awaitQuietly(end);
                    return HERE;
                },
                Duration.ofMillis(50),
                1)) {
            assertThatThrownBy(() -> lookup.lookup("slow.example")).isInstanceOf(UnknownHostException.class);
            assertThatThrownBy(() -> lookup.lookup("late.example")).isInstanceOf(UnknownHostException.class);
        } finally {
            end.countDown();
        }
    }

    @Test
    void aNameThatIsUnknownStaysSo() {
        try (Lookup lookup = new Lookup(
                name -> {
                    throw new UnknownHostException(name);
                },
                PATIENCE,
                1)) {
            assertThatThrownBy(() -> lookup.lookup("none.example"))
                    .isInstanceOf(UnknownHostException.class)
                    .hasMessage("none.example");
        }
    }

    private static void awaitQuietly(CountDownLatch end) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
