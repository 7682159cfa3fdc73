package dev.parley.suggestion;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.observability.Metric;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Strategy;
import dev.parley.study.Incarnation;
import dev.parley.study.StudyTerms;
import dev.parley.study.StudyView;
import dev.parley.trial.HistoryCache;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
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
import org.springframework.util.unit.DataSize;

/**
 * Keeps what each study's strategy learned of its history, and has it learn again in the background where trials have ended
 * since; one study at most once at a time. What is lost comes back by itself: the next ask does without, and has it learned
 * anew.
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
     * @param revision the revision of the history that it was given
     */
    record Fitted(Fit fit, long revision) {}

    private record Key(Incarnation incarnation, long studyId, int spaceVersion) {

        static Key of(StudyView view) {
            return new Key(view.incarnation(), view.study().id(), view.study().spaceVersion());
        }
    }

    /** One study's place in the cache. */
    private static final class Slot {
        volatile @Nullable Fitted fitted;
        private boolean busy;
        private int ended = -1;

        /** Claims the slot, unless its fit is being made or is of just as many ended trials. */
        synchronized boolean claim(int nowEnded) {
            if (busy || ended == nowEnded) {
                return false;
            }
            busy = true;
            ended = nowEnded;
            return true;
        }

        synchronized void release() {
            busy = false;
        }

        /** Gives a claim back that nothing came of. */
        synchronized void giveBack() {
            busy = false;
            ended = -1;
        }

        int kibibytes() {
            Fitted last = fitted;
            return last == null ? 1 : (int) Math.min(Integer.MAX_VALUE, 1 + last.fit.bytes() / 1024);
        }
    }

    private final StrategyConfiguration.Engines engines;
    private final Cache<Key, Slot> slots;
    private final ThreadPoolExecutor executor;
    private final Timer duration;
    private final Counter failures;

    FitCache(
            StrategyConfiguration.Engines engines,
            MeterRegistry meters,
            @Value("${parley.fits.max-size:64MB}") DataSize maxSize,
            @Value("${parley.fits.threads:1}") int threads) {
        this.engines = engines;
        this.slots = Caffeine.newBuilder()
                .maximumWeight(maxSize.toKilobytes())
                .weigher((Key key, Slot slot) -> slot.kibibytes())
                .build();
        this.executor = new ThreadPoolExecutor(
                threads,
                threads,
                0,
                TimeUnit.SECONDS,
                new ArrayBlockingQueue<>(MOST_WAITING),
                Thread.ofPlatform().name("fit-", 0).daemon().factory());
        this.duration = Metric.FIT.timer(meters);
        this.failures = Metric.FITS_FAILED.counter(meters);
        Metric.FITS_WAITING.gauge(
                meters,
                executor,
                pool -> pool.getActiveCount() + pool.getQueue().size());
    }

    /** The study's last fit; null if there is none yet. */
    @Nullable
    Fitted last(StudyView view) {
        Slot slot = slots.getIfPresent(Key.of(view));
        return slot == null ? null : slot.fitted;
    }

    /** Has the study's strategy learn from a history in which trials have ended since it last did; returns at once. */
    void refresh(StudyView view, HistoryCache.Snapshot history) {
        Strategy strategy = engines.of(view.terms());
        if (!strategy.isFitted()) {
            return;
        }
        Key key = Key.of(view);
        Slot slot = slots.get(key, absent -> new Slot());
        if (slot.claim(ended(history.history()))) {
            try {
                executor.execute(() -> fit(key, slot, view.terms(), strategy, history));
            } catch (RejectedExecutionException e) {
                slot.giveBack();
            }
        }
    }

    private static int ended(History history) {
        return history.count(Standing.COMPLETE) + history.count(Standing.PRUNED) + history.count(Standing.INFEASIBLE);
    }

    private void fit(Key key, Slot slot, StudyTerms terms, Strategy strategy, HistoryCache.Snapshot history) {
        try {
            Fit fit = duration.record(() -> strategy.fit(terms.space(), terms.objectives(), history.history()));
            if (fit != null) {
                slot.fitted = new Fitted(fit, history.revision());
                slots.put(key, slot);
            }
        } catch (RuntimeException e) {
            failures.increment();
            LOG.warn("A study's strategy could not be fitted; its last fit stays in use: study {}", key.studyId, e);
        } finally {
            slot.release();
        }
    }

    @Override
    public void destroy() {
        executor.shutdownNow();
    }
}
