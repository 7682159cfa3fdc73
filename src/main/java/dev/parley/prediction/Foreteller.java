package dev.parley.prediction;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import dev.parley.llm.prediction.ModelPredictions;
import dev.parley.llm.prediction.ModelPredictions.Sampling;
import dev.parley.llm.prediction.Predictions;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.space.Configuration;
import dev.parley.prediction.KeptPredictions.ForAsks;
import dev.parley.prediction.KeptPredictions.Predicted;
import dev.parley.problem.ProblemException;
import dev.parley.study.EmptyReason;
import dev.parley.study.ModelTerms;
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
import java.util.UUID;
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

    /** How many candidates there are, which with one pending trial make a prompt, and how many pending trials at most. */
    private static final int CANDIDATES = 7;

    private static final int MOST_RUNNING = 9;

    /** How often a model is asked of each configuration, with its examples in another order. */
    private static final int DRAWS = 3;

    /** How many calls a round makes at most, unless a single draw takes more. */
    private static final int MOST_CALLS = 12;

    /** How much of its budget a study may have spent, so that some is left for proposals. */
    private static final double SHARE = 0.5;

    /** For how long a study is claimed, in case that this process ends: longer than all calls take. */
    private static final Duration CLAIM = Duration.ofMinutes(15);

    /** For how long this process leaves a study alone whose model it cannot ask; another may. */
    private static final Duration LEFT_ALONE = Duration.ofSeconds(30);

    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Foretellings foretellings;
    private final KeptPredictions kept;
    private final ModelPredictions models;
    private final StudyCandidates candidates;
    private final Studies studies;
    private final HistoryCache histories;
    private final Transactions transactions;
    private final Semaphore free;
    private final Cache<Long, Boolean> leftAlone = Caffeine.newBuilder()
            .expireAfterWrite(LEFT_ALONE)
            .maximumSize(10_000)
            .build();

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
            for (long studyId : due()) {
                if (!free.tryAcquire()) {
                    return;
                }
                executor.execute(() -> run(studyId));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Studies that want predictions could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private List<Long> due() {
        return transactions.read(() -> foretellings.due(
                Math.max(1, free.availablePermits()), leftAlone.asMap().keySet()));
    }

    private void run(long studyId) {
        try {
            Optional<StudyView> view = transactions.read(() -> studies.find(studyId));
            if (view.isPresent() && isReady(view.get())) {
                transactions
                        .write(() -> foretellings.claim(studyId, CLAIM))
                        .ifPresent(claim -> foretell(claim, view.get()));
            }
        } catch (RuntimeException e) {
            log.warn("A study's model could not foretell and will be asked again: study {}", studyId, e);
        } finally {
            free.release();
        }
    }

    private boolean isReady(StudyView view) {
        boolean isReady = models.isReady(view, predictor(view));
        if (!isReady) {
            leftAlone.put(view.study().id(), true);
        }
        return isReady;
    }

    private void foretell(UUID claim, StudyView before) {
        try {
            Seen seen = transactions.read(() -> seen(before));
            List<Subject> subjects = isOver(seen.view) ? List.of() : subjects(seen);
            if (subjects.isEmpty()) {
                transactions.write(() -> foretellings.asked(claim, seen.view));
                return;
            }
            Predictions predictions = models.predict(
                    seen.view,
                    seen.snapshot.history(),
                    subjects.stream().map(Subject::configuration).toList(),
                    predictor(seen.view),
                    new Sampling(DRAWS, seen.view.terms().seed() + seen.snapshot.revision(), SHARE, MOST_CALLS));
            if (predictions.all().stream().anyMatch(prediction -> prediction.draws() > 0)) {
                transactions.write(() -> store(claim, seen, subjects, predictions));
                return;
            }
        } catch (ProblemException e) {
            log.debug(
                    "A study's model was not asked: study {}, {}",
                    before.study().id(),
                    e.getMessage());
        } catch (RuntimeException e) {
            log.warn(
                    "A study's model could not foretell and will be asked again: study {}",
                    before.study().id(),
                    e);
        }
        transactions.write(() -> foretellings.failed(claim, before));
    }

    private Seen seen(StudyView before) {
        StudyView view = studies.find(before.study().id()).orElse(before);
        HistoryCache.Snapshot snapshot = histories.upTo(view);
        return new Seen(view, snapshot, foretellings.at(view, snapshot.revision(), snapshot.readRevision()));
    }

    /** Whether no trial follows that a prediction could help to choose. */
    private static boolean isOver(StudyView view) {
        EmptyReason reason = view.room().reason();
        return reason == EmptyReason.DRAINING || reason == EmptyReason.COMPLETED;
    }

    /** The name of the model that predicts; null for the study's own. */
    private static @Nullable String predictor(StudyView view) {
        ModelTerms model = view.terms().model();
        return model == null || model.rerank() == null ? null : model.rerank().model();
    }

    /** Pending trials of which nothing was foretold, those first that were handed out first, and candidates; nothing known. */
    private List<Subject> subjects(Seen seen) {
        History history = seen.snapshot.history();
        Set<Configuration> known =
                seen.foretold.stream().map(Foretold::configuration).collect(Collectors.toSet());
        List<Configuration> pending = new ArrayList<>();
        for (int number = 0; number < history.size(); number++) {
            switch (history.standing(number)) {
                case PENDING -> pending.add(history.configuration(number));
                default -> known.add(history.configuration(number));
            }
        }
        List<Subject> subjects = new ArrayList<>();
        pending.stream()
                .filter(known::add)
                .limit(MOST_RUNNING)
                .forEach(configuration -> subjects.add(new Subject(configuration, null)));
        candidates
                .of(seen.view, seen.snapshot, CANDIDATES)
                .forEach(candidate -> subjects.add(new Subject(candidate.configuration(), candidate.origin())));
        return subjects;
    }

    /** Stores what was foretold, if the study still has the same space. */
    private boolean store(UUID claim, Seen seen, List<Subject> subjects, Predictions predictions) {
        StudyView now = studies.lock(seen.view.study().id()).orElse(null);
        if (now == null || !foretellings.asked(claim, seen.view)) {
            return false;
        }
        if (now.isSameSpaceAs(seen.view)) {
            ForAsks foretold = new ForAsks(
                    now.progress().nextRevision(), seen.snapshot.history().ended(), null);
            kept.keep(now, seen.snapshot.revision(), predicted(seen, subjects, predictions, foretold));
        }
        return true;
    }

    private static List<Predicted> predicted(
            Seen seen, List<Subject> subjects, Predictions predictions, ForAsks foretold) {
        Objective objective = seen.view.terms().objectives().getFirst();
        List<Predicted> all = new ArrayList<>();
        for (int i = 0; i < subjects.size(); i++) {
            Subject subject = subjects.get(i);
            var prediction = predictions.all().get(i);
            if (prediction.draws() > 0) {
                all.add(new Predicted(
                        predictions.model(),
                        subject.configuration,
                        NormalDraws.predict(prediction, objective, seen.snapshot.history()),
                        prediction.draws(),
                        foretold.of(subject.origin)));
            }
        }
        return all;
    }

    /** Ends the calls and lets studies be asked about by other replicas. */
    @Override
    public void destroy() throws InterruptedException {
        executor.shutdown();
        models.endCalls();
        if (!executor.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }
}
