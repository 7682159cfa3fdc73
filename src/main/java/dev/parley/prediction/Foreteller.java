package dev.parley.prediction;

import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.llm.prediction.Predictions;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.space.Configuration;
import dev.parley.prediction.KeptPredictions.ForAsks;
import dev.parley.prediction.KeptPredictions.Predicted;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.suggestion.StudyCandidates;
import dev.parley.trial.HistoryCache;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Has models foretell, in the background, what running trials and the engine's best candidates will score, for the studies that
 * want it. Every replica looks for such studies; a claim in the database lets one of them have each.
 */
@Component
class Foreteller implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Foreteller.class);

    /** How many candidates there are, which with one running trial make a prompt, and how many running trials at most. */
    private static final int CANDIDATES = 7;

    private static final int MOST_RUNNING = 9;

    /** How often a model is asked of each configuration, with its examples in another order. */
    private static final int DRAWS = 3;

    /** For how long a study is claimed: its calls may take as long. */
    private static final Duration CLAIM = Duration.ofMinutes(5);

    /** How long to leave a study alone whose model cannot be asked, at first, and one whose budget is spent. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration SPENT = Duration.ofMinutes(10);
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Foretellings foretellings;
    private final KeptPredictions kept;
    private final ModelPredictions models;
    private final StudyCandidates candidates;
    private final Studies studies;
    private final HistoryCache histories;
    private final Transactions transactions;
    private final Semaphore free;

    /** Threads of the system's: choosing candidates takes a while, in which a virtual one would keep asks from their carrier. */
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("foretell-", 0).factory());

    Foreteller(
            Foretellings foretellings,
            KeptPredictions kept,
            ModelPredictions models,
            StudyCandidates candidates,
            Studies studies,
            HistoryCache histories,
            Transactions transactions,
            @Value("${parley.predictions.most-at-once:4}") int mostAtOnce) {
        this.foretellings = foretellings;
        this.kept = kept;
        this.models = models;
        this.candidates = candidates;
        this.studies = studies;
        this.histories = histories;
        this.transactions = transactions;
        this.free = new Semaphore(mostAtOnce);
    }

    /** A study as one transaction saw it, and what was foretold of it. */
    private record Seen(StudyView view, HistoryCache.Snapshot snapshot, List<Foretold> foretold) {}

    /** What a model is to be asked about. */
    private record Subject(
            Configuration configuration, @Nullable Origin origin) {}

    /** Looks for studies whose models are to foretell. */
    @Scheduled(fixedDelayString = "${parley.predictions.interval:250ms}")
    void look() {
        try {
            for (long studyId : transactions.read(() -> foretellings.due(Math.max(1, free.availablePermits())))) {
                if (!free.tryAcquire()) {
                    return;
                }
                executor.execute(() -> run(studyId));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Studies that want predictions could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private void run(long studyId) {
        try {
            if (transactions.write(() -> foretellings.claim(studyId, CLAIM))) {
                foretell(studyId);
            }
        } catch (ProblemException e) {
            Duration pause = e.type() == ProblemType.LIMIT_REACHED ? SPENT : PAUSE;
            transactions.write(() -> foretellings.failed(studyId, pause));
        } catch (RuntimeException e) {
            log.warn("A study's model could not foretell and will be asked again: study {}", studyId, e);
        } finally {
            free.release();
        }
    }

    private void foretell(long studyId) {
        Optional<Seen> found = transactions.read(() -> studies.find(studyId).map(view -> {
            HistoryCache.Snapshot snapshot = histories.upTo(view);
            return new Seen(view, snapshot, foretellings.at(view, snapshot.revision(), snapshot.readRevision()));
        }));
        if (found.isEmpty()) {
            return;
        }
        Seen seen = found.get();
        List<Subject> subjects = subjects(seen);
        if (subjects.isEmpty()) {
            transactions.write(() -> foretellings.asked(seen.view));
            return;
        }
        Predictions predictions = models.predict(
                seen.view,
                seen.snapshot.history(),
                subjects.stream().map(Subject::configuration).toList(),
                null,
                new Sampling(DRAWS, seen.view.terms().seed() + seen.snapshot.revision()));
        boolean isAny = predictions.all().stream().anyMatch(prediction -> prediction.draws() > 0);
        transactions.write(() -> isAny ? store(seen, subjects, predictions) : foretellings.failed(studyId, PAUSE));
    }

    /** Running trials of which nothing was foretold, the newest, and candidates. */
    private List<Subject> subjects(Seen seen) {
        History history = seen.snapshot.history();
        Set<Configuration> known =
                seen.foretold.stream().map(Foretold::configuration).collect(Collectors.toSet());
        List<Subject> subjects = new ArrayList<>();
        int pending = history.count(Standing.PENDING);
        for (int number = history.size() - 1; pending > 0 && subjects.size() < MOST_RUNNING; number--) {
            if (history.standing(number) == Standing.PENDING) {
                pending--;
                if (known.add(history.configuration(number))) {
                    subjects.add(new Subject(history.configuration(number), null));
                }
            }
        }
        candidates
                .of(seen.view, seen.snapshot, CANDIDATES)
                .forEach(candidate -> subjects.add(new Subject(candidate.configuration(), candidate.origin())));
        return subjects;
    }

    /** Stores what was foretold, if the study still has the same space. */
    private int store(Seen seen, List<Subject> subjects, Predictions predictions) {
        StudyView now = studies.lock(seen.view.study().id()).orElse(null);
        if (now == null) {
            return 0;
        }
        History history = seen.snapshot.history();
        if (now.isSameSpaceAs(seen.view)) {
            long revision = now.progress().nextRevision();
            List<Predicted> all = new ArrayList<>();
            for (int i = 0; i < subjects.size(); i++) {
                Subject subject = subjects.get(i);
                var prediction = predictions.all().get(i);
                if (prediction.draws() > 0) {
                    all.add(new Predicted(
                            predictions.model(),
                            subject.configuration,
                            NormalDraws.predict(
                                    prediction, now.terms().objectives().getFirst(), history),
                            prediction.draws(),
                            new ForAsks(revision, history.ended(), subject.origin)));
                }
            }
            kept.keep(now, seen.snapshot.revision(), all);
        }
        return foretellings.asked(seen.view);
    }

    /** Lets studies be asked about by other replicas once their claims run out. */
    @Override
    public void destroy() throws InterruptedException {
        executor.shutdown();
        if (!executor.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }
}
