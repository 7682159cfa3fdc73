package dev.parley.llm.model;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;

class CircuitTests {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Failure BROKEN = Failure.of(FailureKind.SERVER_ERROR, "HTTP 500.");
    private static final Failure LATE = Failure.of(FailureKind.TIMEOUT, "late");
    private static final Failure DECLINED = Failure.of(FailureKind.DECLINED, "no");
    private static final Answer ANSWER = new Answer("yes", "stop", null, 1, Duration.ZERO);

    /** A clock that is set by hand. */
    private static final class SetClock extends Clock {
        private Instant now = START;

        void advance(Duration by) {
            now = now.plus(by);
        }

        @Override
        public Instant instant() {
            return now;
        }

        @Override
        public ZoneId getZone() {
            return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
            return this;
        }
    }

    private final SetClock clock = new SetClock();
    private final Circuit circuit = new Circuit("m", new CallPolicy(1, Duration.ZERO, 3, Duration.ofMinutes(1)), clock);

    private void call(Reply reply) {
        assertThat(circuit.enter()).isEmpty();
        circuit.record(reply);
        clock.advance(Duration.ofSeconds(1));
    }

    @Test
    void opensAfterFailuresInARowOnly() {
        call(BROKEN);
        call(LATE);
        call(ANSWER);
        call(BROKEN);
        call(BROKEN);
        assertThat(circuit.isOpen()).isFalse();
        call(BROKEN);
        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.enter()).map(Failure::kind).contains(FailureKind.CIRCUIT_OPEN);
    }

    @Test
    void isFailingSinceTheFirstOfTheLatestFailures() {
        assertThat(circuit.health()).isEqualTo(ModelHealth.READY);
        call(BROKEN);
        call(ANSWER);
        call(BROKEN);
        call(LATE);
        assertThat(circuit.health())
                .isEqualTo(new ModelHealth(ModelState.FAILING, START.plusSeconds(2), FailureKind.TIMEOUT, null));
        call(ANSWER);
        assertThat(circuit.health()).isEqualTo(ModelHealth.READY);
    }

    @Test
    void letsOneCallThroughAfterAWhile() {
        open();
        assertThat(circuit.health().retryAt()).isEqualTo(START.plusSeconds(62));
        clock.advance(Duration.ofSeconds(61));
        assertThat(circuit.enter()).isEmpty();
        assertThat(circuit.enter()).isPresent();
        circuit.record(ANSWER);
        assertThat(circuit.health()).isEqualTo(ModelHealth.READY);
        assertThat(circuit.enter()).isEmpty();
    }

    @Test
    void opensAgainIfThatOneFails() {
        open();
        clock.advance(Duration.ofSeconds(61));
        call(LATE);
        assertThat(circuit.isOpen()).isTrue();
        assertThat(circuit.health().failingSince()).isEqualTo(START);
        assertThat(circuit.health().retryAt()).isEqualTo(START.plusSeconds(64 + 60));
    }

    @Test
    void doesNotHoldAgainstTheModelWhatIsNotItsFault() {
        for (int i = 0; i < 10; i++) {
            call(DECLINED);
            call(Failure.of(FailureKind.CANCELLED, "interrupted"));
        }
        assertThat(circuit.health()).isEqualTo(ModelHealth.READY);
        open();
        clock.advance(Duration.ofSeconds(61));
        call(DECLINED);
        assertThat(circuit.enter()).as("the one call is free again").isEmpty();
    }

    private void open() {
        call(BROKEN);
        call(BROKEN);
        call(BROKEN);
        assertThat(circuit.isOpen()).isTrue();
    }
}
