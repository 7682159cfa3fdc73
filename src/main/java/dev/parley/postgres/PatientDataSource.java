package dev.parley.postgres;

import dev.parley.problem.DatabaseFaults;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Opens connections for a pool. While a database that was there is away, it waits for it, looking ten times a second; the
 * pool itself would look ever more rarely, in the end every five seconds, and be as late when the database is back.
 */
final class PatientDataSource extends DelegatingDataSource {

    private static final Logger log = LoggerFactory.getLogger(PatientDataSource.class);

    private static final Duration PAUSE = Duration.ofMillis(100);

    private final BooleanSupplier poolIsClosed;
    private final AtomicBoolean isAway = new AtomicBoolean();
    private volatile boolean wasReached;

    /**
     * A data source around the one that connects.
     *
     * @param poolIsClosed whether there is nobody to wait for any more
     */
    PatientDataSource(DataSource target, BooleanSupplier poolIsClosed) {
        super(target);
        this.poolIsClosed = poolIsClosed;
    }

    @Override
    public Connection getConnection() throws SQLException {
        return await(() -> obtainTargetDataSource().getConnection());
    }

    @Override
    public Connection getConnection(String username, String password) throws SQLException {
        return await(() -> obtainTargetDataSource().getConnection(username, password));
    }

    @FunctionalInterface
    private interface Opening {
        Connection open() throws SQLException;
    }

    /** A connection, as soon as there is one; the first is tried once, so that a service with a wrong address fails at once. */
    private Connection await(Opening opening) throws SQLException {
        while (true) {
            try {
                Connection connection = opening.open();
                wasReached = true;
                if (isAway.getAndSet(false)) {
                    log.info("The database is back");
                }
                return connection;
            } catch (SQLException failure) {
                if (!wasReached || poolIsClosed.getAsBoolean() || !DatabaseFaults.isAway(failure)) {
                    throw failure;
                }
                if (!isAway.getAndSet(true)) {
                    log.warn("The database is away, and is looked for: {}", failure.getMessage());
                }
                pause(failure);
            }
        }
    }

    private static void pause(SQLException failure) throws SQLException {
        try {
            Thread.sleep(PAUSE);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            failure.addSuppressed(interrupted);
            throw failure;
        }
    }
}
