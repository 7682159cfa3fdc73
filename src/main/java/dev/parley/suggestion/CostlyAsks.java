package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;

/**
 * Lets only a few asks at once go on that take the processor for long, such as those of a thousand parameters: more of them
 * would get nothing done sooner, and every step of the others would wait for a processor. Which studies are costly is known
 * from what their latest asks took.
 *
 * <p>An ask waits for its turn for a while at most, since those before it may wait themselves, for a lock.
 */
@Component
class CostlyAsks {

    /** What an ask of a costly study takes at least, on average. */
    private static final double COSTLY = 5e6;

    /** What one ask counts at most, so that one that had to wait makes no study costly. */
    private static final double MOST = 30e6;

    /** What a parameter costs besides the suggestion, from the request's JSON to the row that is stored. */
    private static final double PARAMETER = 5e3;

    /** How much of the average is the latest ask's: more where it took less, since the first are slow in every study. */
    private static final double LATEST_ABOVE = 0.1, LATEST_BELOW = 0.5;

    private static final Duration PATIENCE = Duration.ofSeconds(1);
    private static final Duration MEMORY = Duration.ofMinutes(10);
    private static final int MOST_STUDIES = 10_000;

    /** The nanoseconds that an ask takes on average, by study. */
    private final Cache<Long, Double> averages = Caffeine.newBuilder()
            .maximumSize(MOST_STUDIES)
            .expireAfterWrite(MEMORY)
            .build();

    private final Semaphore turns;
    private final Duration patience;

    /**
     * Turns for costly asks.
     *
     * @param atOnce how many may go on at once; 0 for as many as there are processors, but at least two
     */
    @Autowired
    CostlyAsks(@Value("${parley.suggestion.costly-at-once:0}") int atOnce) {
        this(atOnce > 0 ? atOnce : Math.max(2, Runtime.getRuntime().availableProcessors()), PATIENCE);
    }

    CostlyAsks(int atOnce, Duration patience) {
        this.turns = new Semaphore(atOnce, true);
        this.patience = patience;
    }

    /** Does an ask's work, in its turn where its study is costly. */
    <T> T inTurn(long studyId, Supplier<T> ask) {
        if (!isCostly(studyId)) {
            return ask.get();
        }
        boolean hasTurn = awaitTurn();
        try {
            return ask.get();
        } finally {
            if (hasTurn) {
                turns.release();
            }
        }
    }

    private boolean awaitTurn() {
        try {
            return turns.tryAcquire(patience.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    boolean isCostly(long studyId) {
        return averages.asMap().getOrDefault(studyId, 0.0) >= COSTLY;
    }

    /** How many costly asks wait for their turn, about. */
    int waiting() {
        return turns.getQueueLength();
    }

    /**
     * Notes what an ask of a study took.
     *
     * @param parameters how many parameters the study's space has
     * @param nanos how long its suggestions were computed
     */
    void took(long studyId, int parameters, long nanos) {
        double latest = Math.min(MOST, nanos + parameters * PARAMETER);
        averages.asMap().compute(studyId, (id, known) -> {
            double average = known == null ? 0 : known;
            return average + (latest > average ? LATEST_ABOVE : LATEST_BELOW) * (latest - average);
        });
    }
}
