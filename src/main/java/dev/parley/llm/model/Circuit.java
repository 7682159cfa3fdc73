package dev.parley.llm.model;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A model's circuit: opens after several failed calls in a row, so that a broken model costs neither time nor requests, and
 * lets one call through after a while to see whether it is well again. Each process has its own.
 */
final class Circuit {

    private final CircuitBreaker breaker;
    private final Clock clock;
    private final Duration openFor;
    private volatile @Nullable Trouble trouble;
    private volatile Instant openUntil = Instant.EPOCH;

    /** The failures since the last success: when the first ended, and why the latest failed. */
    private record Trouble(Instant since, FailureKind latest) {}

    Circuit(String name, CallPolicy policy, Clock clock) {
        this.clock = clock;
        this.openFor = policy.openFor();
        this.breaker = CircuitBreaker.of(
                name,
                CircuitBreakerConfig.custom()
                        .slidingWindowType(CircuitBreakerConfig.SlidingWindowType.COUNT_BASED)
                        .slidingWindowSize(policy.failuresToOpen())
                        .minimumNumberOfCalls(policy.failuresToOpen())
                        .failureRateThreshold(100)
                        .permittedNumberOfCallsInHalfOpenState(1)
                        .waitDurationInOpenState(policy.openFor())
                        .clock(clock)
                        .currentTimestampFunction(Clock::millis, TimeUnit.MILLISECONDS)
                        .build());
        breaker.getEventPublisher().onStateTransition(event -> {
            if (event.getStateTransition().getToState() == CircuitBreaker.State.OPEN) {
                openUntil = clock.instant().plus(openFor);
            }
        });
    }

    /** Asks to be let through; a failure says why not. Whoever is let through {@link #record records} what came of it. */
    Optional<Failure> enter() {
        if (breaker.tryAcquirePermission()) {
            return Optional.empty();
        }
        Duration wait = Duration.between(clock.instant(), openUntil);
        return Optional.of(Failure.of(
                FailureKind.CIRCUIT_OPEN,
                "The model failed too often of late and is left alone for a while.",
                wait.isNegative() ? Duration.ZERO : wait));
    }

    /** Takes note of what came of a call. */
    synchronized void record(Reply reply) {
        switch (reply) {
            case Answer answer -> {
                trouble = null;
                breaker.onSuccess(0, TimeUnit.NANOSECONDS);
            }
            case Failure failure
            when failure.kind().isTheModels() -> {
                Trouble before = trouble;
                trouble = new Trouble(before == null ? clock.instant() : before.since(), failure.kind());
                breaker.onError(0, TimeUnit.NANOSECONDS, new IllegalStateException(failure.reason()));
            }
            case Failure failure -> breaker.releasePermission();
        }
    }

    boolean isOpen() {
        return breaker.getState() == CircuitBreaker.State.OPEN
                && clock.instant().isBefore(openUntil);
    }

    synchronized ModelHealth health() {
        Trouble current = trouble;
        if (current == null) {
            return ModelHealth.READY;
        }
        return isOpen()
                ? new ModelHealth(ModelState.OPEN, current.since(), current.latest(), openUntil)
                : new ModelHealth(ModelState.FAILING, current.since(), current.latest(), null);
    }
}
