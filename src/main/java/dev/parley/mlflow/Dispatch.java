package dev.parley.mlflow;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.DisposableBean;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/** Has studies logged for which something is due. Every replica does; a claim in the database lets one of them log each. */
final class Dispatch implements DisposableBean {

    private static final Logger log = LoggerFactory.getLogger(Dispatch.class);

    /** How long the end of the service waits for runs under way. */
    private static final Duration PARTING = Duration.ofSeconds(5);

    private final Claims claims;
    private final StudyLogging logging;
    private final MlflowServer server;
    private final int mostAtOnce;
    private final ExecutorService threads = Executors.newThreadPerTaskExecutor(
            Thread.ofVirtual().name("mlflow-", 0).factory());

    Dispatch(Claims claims, StudyLogging logging, MlflowServer server, MlflowProperties properties) {
        this.claims = claims;
        this.logging = logging;
        this.server = server;
        this.mostAtOnce = properties.mostAtOnce();
    }

    /** Looks for studies for which something is due. */
    @Scheduled(fixedDelayString = "${parley.mlflow.interval:1s}")
    void look() {
        int room = mostAtOnce - claims.count();
        if (room <= 0 || !logging.mayGoOn()) {
            return;
        }
        try {
            claims.take(room).forEach(this::begin);
        } catch (DataAccessException | TransactionException e) {
            log.warn("Studies to log could not be looked for and will be again: {}", e.getMessage());
        }
    }

    private void begin(StudyMark mark) {
        try {
            threads.execute(() -> serve(mark));
        } catch (RejectedExecutionException atTheEnd) {
            release(mark);
        }
    }

    /** Keeps the studies that are being logged. */
    @Scheduled(fixedDelayString = "${parley.mlflow.keep-interval:5s}")
    void keep() {
        try {
            claims.keep();
        } catch (DataAccessException | TransactionException e) {
            log.warn("Studies that are being logged could not be kept: {}", e.getMessage());
        }
    }

    private void serve(StudyMark mark) {
        try {
            logging.turn(mark, threads);
        } catch (DataAccessException | TransactionException e) {
            log.warn("A study could not be logged to MLflow and will be: {}", e.getMessage());
        } catch (RejectedExecutionException atTheEnd) {
            log.debug("A study is not logged to the end, since the service ends: {}", atTheEnd.getMessage());
        } catch (RuntimeException e) {
            log.error("A study could not be logged to MLflow and will be", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            release(mark);
        }
    }

    private void release(StudyMark mark) {
        try {
            claims.release(mark.study());
        } catch (DataAccessException | TransactionException e) {
            log.debug("A claim could not be given back and will run out: {}", e.getMessage());
        }
    }

    /** Lets runs under way be finished for a while, then cuts them short; whoever looks next finishes them. */
    @Override
    public void destroy() throws InterruptedException {
        logging.end();
        threads.shutdown();
        if (!threads.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS)) {
            server.close();
            threads.shutdownNow();
            threads.awaitTermination(PARTING.toMillis(), TimeUnit.MILLISECONDS);
        }
    }
}
