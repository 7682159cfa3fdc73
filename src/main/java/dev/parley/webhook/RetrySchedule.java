package dev.parley.webhook;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;

/**
 * How long to wait before a message that could not be delivered is sent again: the pauses in turn, each longer by up to
 * {@value #JITTER} of itself by chance, so that messages that failed together do not come back together.
 *
 * @param pauses one for each attempt after the first
 */
record RetrySchedule(List<Duration> pauses) {

    static final double JITTER = 0.2;

    RetrySchedule {
        pauses = List.copyOf(pauses);
        for (Duration pause : pauses) {
            if (pause.isNegative()) {
                throw new IllegalArgumentException("a pause cannot be negative: " + pause);
            }
        }
    }

    /**
     * The pause after an attempt that failed; empty if it was the last.
     *
     * @param failures how many attempts have failed, at least 1
     */
    Optional<Duration> pause(int failures, RandomGenerator random) {
        if (failures > pauses.size()) {
            return Optional.empty();
        }
        double stretch = 1 + JITTER * random.nextDouble();
        return Optional.of(Duration.ofMillis(Math.round(pauses.get(failures - 1).toMillis() * stretch)));
    }
}
