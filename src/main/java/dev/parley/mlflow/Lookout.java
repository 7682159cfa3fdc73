package dev.parley.mlflow;

import dev.parley.observability.Metric;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.net.URI;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.transaction.TransactionException;

/**
 * Looks for trials that have ended, and puts them in line. Every replica does; what one has taken in a transaction the others leave
 * out.
 */
final class Lookout {

    private static final Logger log = LoggerFactory.getLogger(Lookout.class);

    /** How many studies one transaction looks at. */
    private static final int BATCH = 20;

    /** How many transactions one look makes at the most, so that other tasks get their turn. */
    private static final int MOST_BATCHES = 100;

    private final StudyMarks marks;
    private final Transactions transactions;
    private final URI server;
    private final AtomicLong waiting = new AtomicLong();

    Lookout(StudyMarks marks, Transactions transactions, MlflowProperties properties, MeterRegistry meters) {
        this.server = properties.uri();
        this.marks = marks;
        this.transactions = transactions;
        Metric.MLFLOW_WAITING.gauge(meters, waiting, AtomicLong::doubleValue);
    }

    /** Looks once. */
    @Scheduled(fixedDelayString = "${parley.mlflow.interval:1s}")
    void look() {
        try {
            int elsewhere = transactions.write(marks::beginWithAnotherServer);
            if (elsewhere > 0) {
                log.info(
                        "{} studies that were logged to another MLflow are logged to {} from now on.",
                        elsewhere,
                        server);
            }
            transactions.write(marks::beginWithNewStudies);
            int moved = BATCH;
            for (int i = 0; i < MOST_BATCHES && moved == BATCH; i++) {
                moved = transactions.write(() -> marks.lineUp(BATCH));
            }
        } catch (DataAccessException | TransactionException e) {
            log.warn("Trials to log could not be looked for and will be again: {}", e.getMessage());
        }
    }

    /** Counts those in line. */
    @Scheduled(fixedDelayString = "${parley.mlflow.count-interval:15s}")
    void count() {
        try {
            waiting.set(transactions.read(marks::waiting));
        } catch (DataAccessException | TransactionException e) {
            log.warn("Trials to log could not be counted and will be again: {}", e.getMessage());
        }
    }
}
