package dev.parley.study;

import jakarta.persistence.PersistenceException;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.core.retry.RetryPolicy;
import org.springframework.core.retry.RetryTemplate;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.dao.DataAccessException;
import org.springframework.dao.DataAccessResourceFailureException;
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
        return Objects.requireNonNull(retry.invoke(() -> execute(writing, work)));
    }

    /** Runs a statement that is a transaction of its own. It may run more than once. */
    public <T> T statement(Supplier<T> work) {
        return Objects.requireNonNull(retry.invoke(work::get));
    }

    /** Runs {@code work} in a read-only transaction of its own. It may run more than once. */
    public <T> T read(Supplier<T> work) {
        return Objects.requireNonNull(retry.invoke(() -> execute(reading, work)));
    }

    /**
     * Fails as the work failed, even if its rollback fails as well, as it does on a connection that broke. On such a connection
     * Hibernate may also find nothing and say no more than that the transaction is to be rolled back: then it is the connection
     * that failed, whatever the work made of it.
     */
    private static <T> @Nullable T execute(TransactionTemplate transaction, Supplier<T> work) {
        AtomicReference<@Nullable RuntimeException> failure = new AtomicReference<>();
        try {
            return transaction.execute(status -> {
                try {
                    T result = work.get();
                    if (status.isRollbackOnly()) {
                        throw givenUp(null);
                    }
                    return result;
                } catch (RuntimeException e) {
                    failure.set(status.isRollbackOnly() && !isOfTheDatabase(e) ? givenUp(e) : e);
                    throw e;
                }
            });
        } catch (RuntimeException e) {
            RuntimeException first = failure.get();
            if (first == null || first == e) {
                throw e;
            }
            first.addSuppressed(e);
            throw first;
        }
    }

    private static boolean isOfTheDatabase(RuntimeException failure) {
        return failure instanceof DataAccessException || failure instanceof PersistenceException;
    }

    private static DataAccessException givenUp(@Nullable RuntimeException consequence) {
        return new DataAccessResourceFailureException("the connection broke within a transaction", consequence);
    }
}
