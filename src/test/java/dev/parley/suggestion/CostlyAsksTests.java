package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CostlyAsksTests {

    private static final long STUDY = 1;
    private static final long OTHER = 2;

    private final CostlyAsks asks = new CostlyAsks(1, Duration.ofMinutes(1));
    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private final CountDownLatch end = new CountDownLatch(1);

    @AfterEach
    void end() {
        end.countDown();
        threads.close();
    }

    private void took(int times, long milliseconds) {
        for (int i = 0; i < times; i++) {
            asks.took(STUDY, 10, TimeUnit.MILLISECONDS.toNanos(milliseconds));
        }
    }

    /** An ask that goes on until the test ends. */
    private Future<Integer> begin(CostlyAsks in) throws InterruptedException {
        CountDownLatch isGoingOn = new CountDownLatch(1);
        Future<Integer> ask = threads.submit(() -> in.inTurn(STUDY, () -> {
            isGoingOn.countDown();
            awaitEnd();
            return 1;
        }));
        isGoingOn.await();
        return ask;
    }

    private void awaitEnd() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aStudyIsCostlyWhoseAsksTakeLong() {
        assertThat(asks.isCostly(STUDY)).isFalse();
        took(20, 10);
        assertThat(asks.isCostly(STUDY)).isTrue();
        assertThat(asks.isCostly(OTHER)).isFalse();
    }

    @Test
    void aThousandParametersAreCostlyThemselves() {
        for (int i = 0; i < 30; i++) {
            asks.took(STUDY, 1_000, 1_000_000);
        }
        assertThat(asks.isCostly(STUDY)).isTrue();
    }

    @Test
    void oneSlowAskMakesNoStudyCostly() {
        took(1, 60_000);
        assertThat(asks.isCostly(STUDY)).isFalse();
        took(5, 1);
        took(1, 60_000);
        assertThat(asks.isCostly(STUDY)).isFalse();
    }

    @Test
    void aStudyThatIsCostlyNoMoreIsSoonForgotten() {
        took(20, 10);
        took(3, 1);
        assertThat(asks.isCostly(STUDY)).isFalse();
    }

    @Test
    void costlyAsksWaitForEachOtherAndNobodyForThem() throws Exception {
        took(20, 10);
        Future<Integer> first = begin(asks);
        Future<Integer> second = threads.submit(() -> asks.inTurn(STUDY, () -> 2));
        await().until(() -> asks.waiting() == 1);
        assertThat(asks.inTurn(OTHER, () -> 3)).isEqualTo(3);
        assertThat(second.isDone()).isFalse();
        end.countDown();
        assertThat(second.get(10, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(first.get(10, TimeUnit.SECONDS)).isEqualTo(1);
        assertThat(asks.inTurn(STUDY, () -> 4)).isEqualTo(4);
    }

    @Test
    void whoHasWaitedLongGoesOnWithoutATurn() throws Exception {
        CostlyAsks impatient = new CostlyAsks(1, Duration.ofMillis(1));
        for (int i = 0; i < 20; i++) {
            impatient.took(STUDY, 10, 10_000_000);
        }
        Future<Integer> first = begin(impatient);
        assertThat(impatient.inTurn(STUDY, () -> 2)).isEqualTo(2);
        assertThat(impatient.inTurn(STUDY, () -> 3)).isEqualTo(3);
        end.countDown();
        first.get(10, TimeUnit.SECONDS);
        assertThat(impatient.inTurn(STUDY, () -> 4)).isEqualTo(4);
    }
}
