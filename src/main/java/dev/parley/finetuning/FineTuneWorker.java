package dev.parley.finetuning;

import dev.parley.finetuning.FineTunes.Claim;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.transaction.TransactionException;

/** Has fine-tunings worked on. Every replica looks for those that are due; a claim in the database lets one of them have each. */
@Component
class FineTuneWorker implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(FineTuneWorker.class);

    private static final int MOST_AT_ONCE = 4;

    /** How long the end of the service waits for claims to be given back. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final FineTuner tuner;
    private final Semaphore free = new Semaphore(MOST_AT_ONCE);

    /** Threads of the system's: building examples takes a while, in which a virtual one would keep asks from their carrier. */
    private final ExecutorService executor = Executors.newThreadPerTaskExecutor(
            Thread.ofPlatform().name("fine-tune-", 0).factory());

    FineTuneWorker(FineTuner tuner) {
        this.tuner = tuner;
    }

    /** Looks for fine-tunings that are due. */
    @Scheduled(fixedDelayString = "${parley.fine-tunes.interval:1s}")
    void look() {
        while (free.tryAcquire()) {
            Optional<Claim> claim = claim();
            if (claim.isEmpty()) {
                free.release();
                return;
            }
            executor.execute(() -> work(claim.get()));
        }
    }

    private Optional<Claim> claim() {
        try {
            return tuner.claim();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Fine-tunings could not be looked for and will be again: {}", e.getMessage());
            return Optional.empty();
        }
    }

    private void work(Claim claim) {
        try {
            tuner.work(claim);
        } catch (RuntimeException e) {
            log.warn(
                    "A fine-tuning could not be worked on and will be again: number {}",
                    claim.fineTune().number(),
                    e);
        } finally {
            free.release();
        }
    }

    @Override
    public void destroy() throws InterruptedException {
        executor.shutdownNow();
        if (!executor.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            log.warn("Fine-tunings are still being worked on; their claims run out by themselves");
        }
    }
}
