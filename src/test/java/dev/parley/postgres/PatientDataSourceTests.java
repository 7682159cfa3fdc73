package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.AbstractDataSource;

class PatientDataSourceTests {

    private static final String REFUSED = "08001";
    private static final String STARTING = "57P03";
    private static final String WRONG_PASSWORD = "28P01";

    /** One that is handed on and never used. */
    private final Connection connection = (Connection) Proxy.newProxyInstance(
            getClass().getClassLoader(), new Class<?>[] {Connection.class}, (proxy, method, arguments) -> {
                throw new UnsupportedOperationException(method.getName());
            });

    private final AtomicBoolean poolIsClosed = new AtomicBoolean();
    private final Scripted scripted = new Scripted();
    private final PatientDataSource patient = new PatientDataSource(scripted, poolIsClosed::get);

    /** Fails in the order of its script, then connects. */
    private final class Scripted extends AbstractDataSource {
        final Queue<String> failures = new ArrayDeque<>();

        @Override
        public Connection getConnection() throws SQLException {
            String state = failures.poll();
            if (state != null) {
                throw new SQLException("scripted", state);
            }
            return connection;
        }

        @Override
        public Connection getConnection(@Nullable String username, @Nullable String password) throws SQLException {
            return getConnection();
        }
    }

    @Test
    void waitsUntilADatabaseThatWasThereIsBack() throws SQLException {
        patient.getConnection();
        scripted.failures.add(REFUSED);
        scripted.failures.add(STARTING);

        assertThat(patient.getConnection("parley", "secret")).isSameAs(connection);
        assertThat(scripted.failures).isEmpty();
    }

    @Test
    void failsAtOnceWhereTheDatabaseNeverWasThere() {
        scripted.failures.add(REFUSED);

        assertThatThrownBy(patient::getConnection).hasMessage("scripted");
    }

    @Test
    void failsAtOnceWhereTheDatabaseIsThereAndRefuses() throws SQLException {
        patient.getConnection();
        scripted.failures.add(WRONG_PASSWORD);

        assertThatThrownBy(patient::getConnection)
                .isInstanceOfSatisfying(
                        SQLException.class,
                        failure -> assertThat(failure.getSQLState()).isEqualTo(WRONG_PASSWORD));
    }

    @Test
    void waitsNoLongerThanThereIsAPool() throws SQLException {
        patient.getConnection();
        scripted.failures.add(REFUSED);
        poolIsClosed.set(true);

        assertThatThrownBy(patient::getConnection).hasMessage("scripted");
    }
}
