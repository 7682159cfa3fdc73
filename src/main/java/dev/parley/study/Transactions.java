package dev.parley.study;

import java.time.Duration;
import java.util.Objects;
import java.util.function.Supplier;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.stereotype.Component;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Runs short transactions, and runs them again where the database gave one up to let another through: a serialization
 * failure (40001) or a deadlock (40P01).
 */
@Component
public class Transactions {

    private final TransactionTemplate writing;
    private final TransactionTemplate reading;
    private final RetryTemplate retry = new RetryTemplate(RetryPolicy.builder()
            .includes(ConcurrencyFailureException.class)
            .maxRetries(8)
            .delay(Duration.ofMillis(5))
            .multiplier(2)
            .jitter(Duration.ofMillis(5))
            .maxDelay(Duration.ofMillis(200))
            .build());

    Transactions(PlatformTransactionManager transactionManager) {
        writing = new TransactionTemplate(transactionManager);
        reading = new TransactionTemplate(transactionManager);
        reading.setReadOnly(true);
    }

    /** Runs {@code work} in a transaction of its own that may write. It may run more than once. */
    public <T> T write(Supplier<T> work) {
        return Objects.requireNonNull(retry.invoke(() -> writing.execute(status -> work.get())));
    }

    /** Runs {@code work} in a read-only transaction of its own. It may run more than once. */
    public <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(retry.invoke(() -> reading.execute(status -> work.get())));
    }
}
