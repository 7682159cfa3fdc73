package dev.parley.mlflow;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.mlflow.EndedTrials.Ended;
import dev.parley.mlflow.RunAttempt.Fate;
import dev.parley.mlflow.RunAttempt.Place;
import dev.parley.mlflow.RunAttempt.Result;
import dev.parley.mlflow.RunLedger.Entry;
import dev.parley.observability.Metric;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Logs what is due of a study, several runs at a time, and notes what came of it. */
final class StudyLogging {

    private static final String LOGGED = "logged";
    private static final String FAILED = "failed";
    private static final String REFUSED = "refused";

    /** How long a study is logged in one turn, if there is so much. */
    private static final Duration TURN = Duration.ofSeconds(20);

    /** How many runs are noted together, for each that is logged at a time. */
    private static final int NOTED_TOGETHER = 4;

    private final StudyMarks marks;
    private final RunLedger ledger;
    private final EndedTrials trials;
    private final Runs runs;
    private final Experiments experiments;
    private final Claims claims;
    private final Transactions transactions;
    private final MlflowProperties properties;
    private final MeterRegistry meters;
    private final Backoff backoff;
    private final Complaints complaints;
    private final Semaphore free;

    /** The studies of which MLflow took a run of late. */
    private final Cache<Long, Boolean> lately;

    private volatile boolean isEnding;

    StudyLogging(
            StudyMarks marks,
            RunLedger ledger,
            EndedTrials trials,
            MlflowServer server,
            Claims claims,
            Transactions transactions,
            MlflowProperties properties,
            MeterRegistry meters) {
        this.marks = marks;
        this.ledger = ledger;
        this.trials = trials;
        this.runs = new Runs(server);
        this.experiments = new Experiments(server, properties);
        this.claims = claims;
        this.transactions = transactions;
        this.properties = properties;
        this.meters = meters;
        this.backoff = new Backoff(properties.longestPause(), RandomGenerator.getDefault(), System::nanoTime);
        this.complaints = new Complaints(properties.uri());
        this.lately = Caffeine.newBuilder()
                .expireAfterWrite(properties.longestPause())
                .build();
        this.free = new Semaphore(properties.mostAtOnce(), true);
        Metric.MLFLOW_RUNS.begin(meters, LOGGED, FAILED, REFUSED);
    }

    /** Whether MLflow is to be used now. */
    boolean mayGoOn() {
        return !isEnding && !backoff.isOn();
    }

    /** Begins no more. */
    void end() {
        isEnding = true;
    }

    /** Logs what is due of a study whose claim is ours, for a while. */
    void turn(StudyMark mark, ExecutorService threads) throws InterruptedException {
        long begin = System.nanoTime();
        Optional<StudyView> view = trials.study(mark.study());
        String experiment = view.map(study -> experiment(mark, study)).orElse(null);
        boolean goesOn = experiment != null;
        while (goesOn && mayGoOn() && System.nanoTime() - begin < TURN.toNanos()) {
            goesOn = logNext(mark, view.orElseThrow(), String.valueOf(experiment), threads);
        }
    }

    /** The identifier of a study's experiment; null if there is none to log to. */
    private @Nullable String experiment(StudyMark mark, StudyView view) {
        try {
            String experiment = experiments.of(mark, view);
            int version = view.study().version();
            transactions.write(() -> marks.noteExperiment(mark.study(), claims.claim(), experiment, version));
            return experiment;
        } catch (MlflowException e) {
            if (experiments.isAtFault(e)) {
                hold(mark, view, e);
            } else {
                leaveAlone(e);
            }
            return null;
        }
    }

    /** Reading may work where writing does not: MLflow is back once it takes a run. */
    private void took(StudyMark mark) {
        lately.put(mark.study(), true);
        if (backoff.succeeded()) {
            complaints.back();
        }
    }

    private void leaveAlone(MlflowException fault) {
        if (!backoff.isOn()) {
            complaints.away(backoff.failed(fault.pause()), fault.reason());
        }
    }

    private void hold(StudyMark mark, StudyView view, MlflowException fault) {
        complaints.held(view, fault.reason());
        transactions.write(() -> marks.hold(mark.study(), claims.claim(), properties.longestPause(), fault.reason()));
    }

    /** Logs the trials that are due next; answers whether there may be more. */
    private boolean logNext(StudyMark mark, StudyView view, String experiment, ExecutorService threads)
            throws InterruptedException {
        List<Entry> entries =
                transactions.write(() -> ledger.take(mark.study(), NOTED_TOGETHER * properties.mostAtOnce()));
        if (entries.isEmpty()) {
            return false;
        }
        Map<Integer, Ended> ended =
                trials.read(view, entries.stream().map(Entry::number).toList());
        Place place = new Place(
                runs,
                experiments,
                trials,
                properties,
                mark,
                experiment,
                () -> claims.isOurs(mark.study()),
                () -> lately.getIfPresent(mark.study()) != null);
        List<Future<Result>> attempts = new ArrayList<>();
        for (Entry entry : entries) {
            RunAttempt attempt = new RunAttempt(place, entry, ended.get(entry.number()));
            attempts.add(threads.submit(() -> inTurn(mark, view, attempt)));
        }
        List<Result> results = new ArrayList<>();
        for (Future<Result> attempt : attempts) {
            results.add(result(attempt));
        }
        int noted = transactions.write(() -> ledger.note(
                mark.study(), claims.claim(), results.stream().map(Result::note).toList()));
        if (noted > 0) { // else another process has the study by now, and counts them when it has them
            results.forEach(result -> count(view, result));
        }
        Optional<MlflowException> hindrance = hindrance(results);
        hindrance.ifPresent(fault -> hold(mark, view, fault));
        return hindrance.isEmpty() && results.stream().allMatch(result -> isThrough(result.fate()));
    }

    /**
     * Why MLflow takes no run of a study: its experiment is at fault, or several runs failed and none was taken. A single one that
     * fails may be at fault itself.
     */
    private static Optional<MlflowException> hindrance(List<Result> results) {
        List<MlflowException> held = faults(results, Fate.HELD);
        List<MlflowException> failed = faults(results, Fate.FAILED);
        boolean isAnyTaken = results.stream().anyMatch(result -> result.fate() == Fate.LOGGED);
        if (held.isEmpty() && (isAnyTaken || failed.size() < 2)) {
            return Optional.empty();
        }
        return Optional.of(held.isEmpty() ? failed.getFirst() : held.getFirst());
    }

    private static List<MlflowException> faults(List<Result> results, Fate fate) {
        return results.stream()
                .filter(result -> result.fate() == fate)
                .map(Result::fault)
                .filter(Objects::nonNull)
                .toList();
    }

    private Result inTurn(StudyMark mark, StudyView view, RunAttempt attempt) throws InterruptedException {
        free.acquire();
        try {
            Result result = mayGoOn() ? attempt.make() : attempt.leave();
            if (result.fate() == Fate.AWAY && result.fault() != null) {
                leaveAlone(result.fault());
            } else if (result.fate() == Fate.LOGGED) {
                took(mark);
            }
            return result;
        } catch (RuntimeException e) {
            if (!isEnding) {
                complaints.failed(view, attempt.number(), e);
            }
            return attempt.fail();
        } finally {
            free.release();
        }
    }

    private static Result result(Future<Result> attempt) throws InterruptedException {
        try {
            return attempt.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException(e.getCause());
        }
    }

    /** Whether more of a study may be logged at once after such an attempt. */
    private static boolean isThrough(Fate fate) {
        return switch (fate) {
            case LOGGED, CHECKED, FAILED, REFUSED -> true;
            case HELD, AWAY, LEFT -> false;
        };
    }

    private void count(StudyView view, Result result) {
        switch (result.fate()) {
            case LOGGED -> Metric.MLFLOW_RUNS.counter(meters, LOGGED).increment();
            case FAILED, AWAY, HELD ->
                Metric.MLFLOW_RUNS.counter(meters, FAILED).increment();
            case REFUSED -> {
                Metric.MLFLOW_RUNS.counter(meters, REFUSED).increment();
                complaints.refused(
                        view,
                        result.note().entry().number(),
                        String.valueOf(result.note().refusal()));
            }
            case CHECKED, LEFT -> {}
        }
    }
}
