package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.observability.Metric;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.FitSchedule;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyCreated;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.trial.HistoryCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.transaction.event.TransactionalEventListener;
import org.springframework.util.unit.DataSize;

/**
 * Keeps what each study's strategy learned of its history, and has it learn more in the background when that is due by {@link
 * FitSchedule}; one study at most once at a time. What is lost is made anew from the history with the next ask.
 */
@Component
class FitCache implements DisposableBean {

    private static final Logger LOG = LoggerFactory.getLogger(FitCache.class);

    /** How many studies may wait for a thread; the others are taken up at a later ask. */
    private static final int MOST_WAITING = 1_000;

    /**
     * A fit and what it is of.
     *
     * @param fit the fit
     * @param revision the study's revision at which the last of the trials it is of ended
     */
    record Fitted(Fit fit, long revision) {}

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {

        static Key of(StudyView view) {
            return new Key(view.incarnation(), view.study().id(), view.study().spaceVersion());
        }
    }

    /** One study's place in the cache: its two latest fits, by how many ended trials they are of. */
    private static final class Slot {
        private final NavigableMap<Integer, Optional<Fitted>> fits = new TreeMap<>();
        private boolean busy;

        /** Claims the slot if it lacks one of two fits and none is being made. */
        synchronized boolean claim(int one, int other) {
            if (busy || (fits.containsKey(one) && fits.containsKey(other))) {
                return false;
            }
            busy = true;
            return true;
        }

        synchronized boolean lacks(int ended) {
            return !fits.containsKey(ended);
        }

        synchronized void made(int ended, Optional<Fitted> fitted) {
            fits.put(ended, fitted);
            while (fits.size() > 2) {
                fits.pollFirstEntry();
            }
            notifyAll();
        }

        synchronized void release() {
            busy = false;
            notifyAll();
        }

        /** The fit of so many ended trials, awaited if it is being made; else the latest there is. */
        synchronized @Nullable Fitted get(int ended, long patienceNanos) {
            long deadline = System.nanoTime() + patienceNanos;
            try {
                while (busy && lacks(ended) && deadline - System.nanoTime() > 0) {
                    TimeUnit.NANOSECONDS.timedWait(this, deadline - System.nanoTime());
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return fits.containsKey(ended)
                    ? fits.get(ended).orElse(null)
                    : fits.descendingMap().values().stream()
                            .flatMap(Optional::stream)
                            .findFirst()
                            .orElse(null);
        }

        synchronized int kibibytes() {
            return fits.values().stream()
                    .flatMap(Optional::stream)
                    .mapToInt(fitted -> (int) Math.min(Integer.MAX_VALUE / 4, fitted.fit.bytes() / 1024))
                    .reduce(1, Integer::sum);
        }
    }

    private final StudyStrategies strategies;
    private final Cache<Key, Slot> slots;
    private final ThreadPoolExecutor executor;
    private final ThreadPoolExecutor learner;
    private final Duration patience;
    private final Timer duration;
    private final Counter failures;

    FitCache(
            StudyStrategies strategies,
            MeterRegistry meters,
            @Value("${parley.fits.max-size:64MB}") DataSize maxSize,
            @Value("${parley.fits.threads:1}") int threads,
            @Value("${parley.fits.patience:1s}") Duration patience) {
        this.strategies = strategies;
        this.slots = Caffeine.newBuilder()
                .maximumWeight(maxSize.toKilobytes())
                .weigher((Key key, Slot slot) -> slot.kibibytes())
                .build();
        this.executor = executor(threads, "fit-");
        this.learner = executor(1, "learn-");
        this.patience = patience;
        this.duration = Metric.FIT.timer(meters);
        this.failures = Metric.FITS_FAILED.counter(meters);
        Metric.FITS_WAITING.gauge(
                meters,
                executor,
                pool -> pool.getActiveCount() + pool.getQueue().size());
    }

    private static ThreadPoolExecutor executor(int threads, String name) {
        return new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().name(name, 0).daemon().factory());
    }

    /**
     * The fit to suggest from, null if there is none yet; has those made that {@link FitSchedule} says are due.
     *
     * <p>An ask waits for its fit where nothing else is running, for {@code parley.fits.patience} at most, so that one worker
     * gets the same study again. Others take the latest there is.
     */
    @Nullable
    Fitted of(StudyView view, HistoryCache.Snapshot snapshot) {
        Strategy strategy = strategies.of(view);
        if (!strategy.isFitted()) {
            return null;
        }
        Key key = Key.of(view);
        Slot slot = slots.get(key, absent -> new Slot());
        History history = snapshot.history();
        int due = FitSchedule.due(history.ended());
        int inUse = FitSchedule.inUse(history.ended());
        if (slot.claim(inUse, due)) {
            try {
                executor.execute(() -> fit(key, slot, strategy, view.terms(), history, inUse, due));
            } catch (RejectedExecutionException e) {
                slot.release();
            }
        }
        boolean isAlone = history.count(Standing.PENDING) == 0;
        return slot.get(inUse, isAlone ? patience.toNanos() : 0);
    }

    /** Has a new study that learns from others do so at once, ahead of its first ask, without keeping the others' fits waiting. */
    @TransactionalEventListener
    void created(StudyCreated event) {
        StudyView view = event.study();
        StudyTerms terms = view.terms();
        if (terms.transfer().sources().isNone()) {
            return;
        }
        try {
            learner.execute(() -> {
                Key key = Key.of(view);
                Slot slot = slots.get(key, absent -> new Slot());
                if (slot.claim(0, 0)) {
                    History history =
                            History.empty(terms.space(), terms.objectives().size());
                    fit(key, slot, strategies.of(view), terms, history, 0);
                }
            });
        } catch (RejectedExecutionException e) {
            LOG.debug("A new study learns with its first ask: study {}", Key.of(view).studyId);
        }
    }

    private void fit(Key key, Slot slot, Strategy strategy, StudyTerms terms, History history, int... ends) {
        try {
            for (int ended : ends) {
                if (slot.lacks(ended)) {
                    slot.made(ended, fitted(key, strategy, terms, history.until(ended)));
                    slots.put(key, slot);
                }
            }
        } finally {
            slot.release();
        }
    }

    private Optional<Fitted> fitted(Key key, Strategy strategy, StudyTerms terms, History history) {
        try {
            Fit fit = duration.record(() -> strategy.fit(terms.space(), terms.objectives(), history));
            return Optional.ofNullable(fit).map(made -> new Fitted(made, history.lastEnd()));
        } catch (RuntimeException e) {
            failures.increment();
            LOG.warn("A study's strategy could not be fitted and does without: study {}", key.studyId, e);
            return Optional.empty();
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
        learner.shutdownNow();
    }
}
