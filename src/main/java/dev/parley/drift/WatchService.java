package dev.parley.drift;

import dev.parley.drift.Promises.Promised;
import dev.parley.drift.Watches.Live;
import dev.parley.observability.Metric;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.IdempotencyKeys.Scope;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.stereotype.Service;

/** Begins and ends to watch finished studies, takes in live measurements, and tells what is known. */
@Service
class WatchService {

    private final Transactions transactions;
    private final Studies studies;
    private final Watches watches;
    private final Promises promises;
    private final Watching watching;
    private final IdempotencyKeys idempotencyKeys;
    private final MeterRegistry meters;

    WatchService(
            Transactions transactions,
            Studies studies,
            Watches watches,
            Promises promises,
            Watching watching,
            IdempotencyKeys idempotencyKeys,
            MeterRegistry meters) {
        this.transactions = transactions;
        this.studies = studies;
        this.watches = watches;
        this.promises = promises;
        this.watching = watching;
        this.idempotencyKeys = idempotencyKeys;
        this.meters = meters;
        Metric.LIVE_MEASUREMENTS.begin(meters);
        Metric.DRIFTS.begin(meters);
    }

    /**
     * A watch that was put or found.
     *
     * @param watch the watch
     * @param created whether the study was not watched before
     */
    record Put(WatchResponse watch, boolean created) {}

    /** Watches a study in this way. Where it is done already nothing changes; otherwise watching begins anew. */
    Put put(Project project, StudyName name, WatchSettings request) {
        WatchSettings settings = request.withDefaults();
        Optional<WatchResponse> same = transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return watches.find(view.study().id())
                    .filter(watch -> watch.settings().equals(settings))
                    .map(watch -> response(view, watch));
        });
        if (same.isPresent()) {
            return new Put(same.get(), false);
        }
        Promised promised = promises.of(project, name, settings.trial());
        return transactions.write(() -> {
            requireFree(project, settings);
            StudyView view = reserved(name, promised);
            boolean wasWatched = watches.end(promised.studyId());
            watches.begin(promised.studyId(), settings, promised.deployed());
            return new Put(response(view, watches.find(promised.studyId()).orElseThrow()), !wasWatched);
        });
    }

    /** The study that made the promise, of which nobody else begins or ends watching before the transaction ends. */
    private StudyView reserved(StudyName name, Promised promised) {
        watches.reserve(promised.studyId());
        return studies.find(promised.studyId())
                .orElseThrow(() -> new ProblemException(
                        ProblemType.STUDY_NOT_FOUND, "The study %s has just been removed.".formatted(name)));
    }

    private void requireFree(Project project, WatchSettings settings) {
        String name = Objects.requireNonNull(settings.successor()).name();
        if (name != null && studies.lookUp(project, new StudyName(name)).isPresent()) {
            throw ProblemException.at("/successor/name", "must be free: there is a study named %s".formatted(name));
        }
    }

    /**
     * Takes in what the deployed configuration is worth in use. A study that is not watched yet is from now on, in the usual
     * way.
     */
    WatchResponse observe(Project project, StudyName name, ObserveRequest request, @Nullable String idempotencyKey) {
        Scope scope = idempotencyKey == null ? null : new Scope(project, "observe", name.value(), idempotencyKey);
        Taken taken = write(() -> take(studies.find(project, name), request, scope))
                .orElseGet(() -> {
                    Promised promised = promises.of(project, name, null);
                    return write(() -> {
                                StudyView view = reserved(name, promised);
                                watches.begin(promised.studyId(), WatchSettings.USUAL, promised.deployed());
                                return take(view, request, scope);
                            })
                            .orElseThrow(() -> notWatched(name));
                });
        Metric.LIVE_MEASUREMENTS.counter(meters).increment(taken.measurements);
        Metric.DRIFTS.counter(meters).increment(taken.drifts);
        return taken.watch;
    }

    /**
     * What a request came to, to be counted once its transaction is over.
     *
     * @param watch what is known after it
     * @param measurements how many measurements it added
     * @param drifts how many drifts they showed, 0 or 1
     */
    private record Taken(WatchResponse watch, int measurements, int drifts) {}

    private <T> T write(Supplier<T> work) {
        try {
            return transactions.write(work);
        } catch (DataIntegrityViolationException e) {
            // Another study took the successor's name, or another request the key, in the meantime.
            return transactions.write(work);
        }
    }

    private record Observed(long measurements) {}

    /** Takes in the measurements, or finds that it was done; empty if the study is not watched. */
    private Optional<Taken> take(StudyView view, ObserveRequest request, @Nullable Scope scope) {
        return watches.lock(view.study().id()).map(watch -> {
            List<Live> added = LiveReading.read(
                    request, view.terms().objectives().getFirst().name(), view.now());
            if (scope != null
                    && idempotencyKeys
                            .find(scope, request, Observed.class, view.now())
                            .isPresent()) {
                return new Taken(response(view, watch), 0, 0);
            }
            Watch after = watching.take(view, watch, added);
            if (scope != null) {
                idempotencyKeys.keep(scope, request, view.study().id(), new Observed(after.measurements()), view.now());
            }
            boolean isNew = watch.drift() == null && after.drift() != null;
            return new Taken(response(view, after), added.size(), isNew ? 1 : 0);
        });
    }

    WatchResponse get(Project project, StudyName name) {
        return transactions.read(() -> {
            StudyView view = studies.find(project, name);
            return watches.find(view.study().id())
                    .map(watch -> response(view, watch))
                    .orElseThrow(() -> notWatched(name));
        });
    }

    /** Watches a study no more; what was measured is forgotten. */
    void delete(Project project, StudyName name) {
        transactions.write(() -> {
            long study = studies.find(project, name).study().id();
            watches.reserve(study);
            if (!watches.end(study)) {
                throw notWatched(name);
            }
            return name;
        });
    }

    private static ProblemException notWatched(StudyName name) {
        return new ProblemException(ProblemType.NOT_WATCHED, "The study %s is not watched.".formatted(name));
    }

    private WatchResponse response(StudyView view, Watch watch) {
        return WatchResponse.of(
                view, watch, watches.latest(watch.studyId(), watch.rule().window()));
    }
}
