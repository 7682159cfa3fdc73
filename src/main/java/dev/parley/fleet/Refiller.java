package dev.parley.fleet;

import dev.parley.llm.Exchanges;
import dev.parley.llm.Refill;
import dev.parley.llm.Refill.Started;
import dev.parley.llm.Refill.Subject;
import dev.parley.llm.StudyModels;
import dev.parley.llm.prompt.EarlierTrial;
import dev.parley.llm.prompt.FailedTrial;
import dev.parley.study.Studies;
import dev.parley.study.StudyView;
import dev.parley.study.Transactions;
import dev.parley.transfer.Source;
import dev.parley.transfer.Sources;
import dev.parley.transfer.Taught;
import dev.parley.transfer.Taught.Example;
import dev.parley.trial.HistoryCache;
import dev.parley.trial.TrialRemarks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/**
 * Has proposals made for the studies that want some. Every replica looks for such studies; a claim in the database lets one of
 * them have each.
 */
@Component
class Refiller implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Refiller.class);

    /** How long the end of the service waits for refills to be given back. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    /** How many trials of each similar study a model is told of. */
    private static final int MOST_EXAMPLES = 5;

    private final Refill refill;
    private final StudyModels models;
    private final Exchanges exchanges;
    private final Studies studies;
    private final HistoryCache histories;
    private final TrialRemarks remarks;
    private final Sources sources;
    private final Transactions transactions;
    private final Semaphore free;

    /** Threads of the system's: writing a prompt takes a while, in which a virtual one would keep asks from their carrier. */
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("refill-", 0).factory());

    Refiller(
            Refill refill,
            StudyModels models,
            Exchanges exchanges,
            Studies studies,
            HistoryCache histories,
            TrialRemarks remarks,
            Sources sources,
            Transactions transactions,
            @Value("${parley.proposals.most-at-once:16}") int mostAtOnce) {
        this.refill = refill;
        this.models = models;
        this.exchanges = exchanges;
        this.studies = studies;
        this.histories = histories;
        this.remarks = remarks;
        this.sources = sources;
        this.transactions = transactions;
        this.free = new Semaphore(mostAtOnce);
    }

    /** Looks for studies whose proposals are to be refilled. */
    @Scheduled(fixedDelayString = "${parley.proposals.interval:250ms}")
    void look() {
        if (!refill.isPossible()) {
            return;
        }
        try {
            for (long studyId : due()) {
                if (!free.tryAcquire()) {
                    return;
                }
                executor.execute(() -> run(studyId));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Studies that want proposals could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private List<Long> due() {
        return transactions.read(() -> models.due(Math.max(1, free.availablePermits()), refill.leftAlone()));
    }

    /** Forgets exchanges that are kept no longer. */
    @Scheduled(fixedDelayString = "${parley.exchanges.purge-interval:1h}")
    void purge() {
        try {
            transactions.write(exchanges::purge);
        } catch (DataAccessException | TransactionException e) {
            log.warn("Old exchanges could not be removed and will be later: {}", e.getMessage());
        }
    }

    private void run(long studyId) {
        try {
            Optional<StudyView> view = transactions.read(() -> studies.find(studyId));
            Optional<Started> started = view.flatMap(refill::start);
            if (started.isPresent()) {
                refill.run(started.get(), transactions.read(() -> subject(studyId, view.get())));
            }
        } catch (RuntimeException e) {
            log.warn("The proposals of a study could not be refilled and will be again: study {}", studyId, e);
        } finally {
            free.release();
        }
    }

    private Subject subject(long studyId, StudyView before) {
        StudyView view = studies.find(studyId).orElse(before);
        List<FailedTrial> failures = remarks.failed(view).stream()
                .map(failed -> new FailedTrial(failed.configuration(), failed.reason()))
                .toList();
        return new Subject(view, histories.upTo(view).history(), earlier(view), failures, remarks.constraints(view));
    }

    /** The trials of the study's sources: the best of each, then the second best of each, and so on. */
    private List<EarlierTrial> earlier(StudyView view) {
        List<EarlierTrial> earlier = new ArrayList<>();
        List<Source> learned = sources.of(view);
        for (int study = 0; study < learned.size(); study++) {
            Taught taught = learned.get(study).taught();
            List<Example> examples = sources.best(view, learned.get(study), MOST_EXAMPLES);
            for (int place = 0; place < examples.size(); place++) {
                earlier.add(new EarlierTrial(
                        study + 1,
                        taught.objective(),
                        taught.direction(),
                        examples.get(place).value(),
                        place + 1,
                        taught.complete(),
                        examples.get(place).configuration()));
            }
        }
        earlier.sort(Comparator.comparingInt(EarlierTrial::place));
        return earlier;
    }

    /** Ends the calls and lets their refills be given back, so that another replica need not wait until the claims run out. */
    @Override
    public void destroy() throws InterruptedException {
        executor.shutdown();
        refill.endCalls();
        if (!executor.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            executor.shutdownNow();
        }
    }
}
