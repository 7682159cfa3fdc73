package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

class BackoffTests {

    private final AtomicLong clock = new AtomicLong(Long.MAX_VALUE - 1_000); // which wraps around
    private final Backoff backoff = new Backoff(Duration.ofSeconds(60), (RandomGenerator) () -> 0, clock::get);

    private void pass(Duration time) {
        clock.addAndGet(time.toNanos());
    }

    private Duration pause() {
        Duration waited = Duration.ZERO;
        while (backoff.isOn()) {
            pass(Duration.ofMillis(500));
            waited = waited.plusMillis(500);
        }
        return waited;
    }

    @Test
    void pausesGrowUpToABound() {
        assertThat(backoff.isOn()).isFalse();
        for (int seconds : new int[] {1, 2, 4, 8, 16, 32, 60, 60}) {
            backoff.failed(null);
            assertThat(pause()).isEqualTo(Duration.ofSeconds(seconds));
        }
    }

    @Test
    void failuresWithinAPauseDoNotCount() {
        assertThat(backoff.failed(null)).isTrue();
        assertThat(backoff.failed(null)).isFalse();
        assertThat(backoff.succeeded()).isFalse();
        assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
        assertThat(backoff.failed(null)).isFalse();
        assertThat(pause()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void aSuccessBeginsAnew() {
        backoff.failed(null);
        pause();
        assertThat(backoff.succeeded()).isTrue();
        assertThat(backoff.succeeded()).isFalse();
        assertThat(backoff.failed(null)).isTrue();
        assertThat(pause()).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    void theServersWishIsHeededWithinReason() {
        backoff.failed(Duration.ofSeconds(30));
        assertThat(pause()).isEqualTo(Duration.ofSeconds(30));
        backoff.failed(Duration.ofDays(1));
        assertThat(pause()).isEqualTo(Duration.ofMinutes(10));
    }
}
