package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class PoolIT {

    @Autowired
    DataSource pool;

    @Autowired
    Flyway flyway;

    @Test
    void aTransactionThatIsLeftAloneEndsAfterAMinute() throws SQLException {
        assertThat(idleTransactionsLast(pool)).isEqualTo("1min");
    }

    @Test
    void oneThatWaitsForAMigrationDoesNot() throws SQLException {
        assertThat(idleTransactionsLast(flyway.getConfiguration().getDataSource()))
                .isEqualTo("0");
    }

    private static String idleTransactionsLast(DataSource database) throws SQLException {
        try (Connection connection = database.getConnection();
                Statement statement = connection.createStatement();
                ResultSet answer = statement.executeQuery("SHOW idle_in_transaction_session_timeout")) {
            answer.next();
            return answer.getString(1);
        }
    }
}
