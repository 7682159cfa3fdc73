package dev.parley.postgres;

import static org.awaitility.Awaitility.await;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.StudyApi;
import dev.parley.testing.TestDatabase;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Connections that the database ends in the midst of a transaction. */
@IntegrationTest
class BrokenConnectionIT {

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @ParameterizedTest
    @ValueSource(strings = {"/ask", "/trials/0/release", "/trials/0/cancel", "/trials/0/tell", "/pause"})
    void isAnAnswerToTryAgainAndTryingAgainWorks(String operation) throws Exception {
        StudyApi study = api.study();
        String lease = study.ask("{}").at("/trials/0/lease").asString();
        String body = switch (operation) {
            case "/trials/0/release" -> "{'lease': '" + lease + "'}";
            case "/trials/0/tell" -> "{'state': 'complete', 'values': {'loss': 0.5}}";
            case "/pause", "/trials/0/cancel" -> "";
            default -> "{}";
        };
        answersThatTheDatabaseIsAway(
                "SELECT 1 FROM study_progress JOIN study USING (study_id) WHERE name = '%s' FOR UPDATE OF study_progress"
                        .formatted(study.name()),
                "%",
                () -> study.post(operation, body, "Idempotency-Key", "one"));
        study.post(operation, body, "Idempotency-Key", "one").is(200);
        new ProgressInvariants(jdbc).check(study.name());
    }

    @Test
    void doesNotMakeATrialMissing() throws Exception {
        StudyApi study = api.study();
        study.ask("{}");
        answersThatTheDatabaseIsAway(
                "LOCK TABLE trial IN ACCESS EXCLUSIVE MODE", "select t1\\_0%", () -> study.get("/trials/0"));
        study.get("/trials/0").is(200);
    }

    @Test
    void doesNotMakeADefinitionMissing() throws Exception {
        StudyApi study = api.study();
        String definition = "{'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}],"
                + " 'objectives': [{'name': 'loss', 'direction': 'minimize'}]}";
        answersThatTheDatabaseIsAway(
                "LOCK TABLE study_definition IN ACCESS EXCLUSIVE MODE",
                "select sd1\\_0%",
                () -> api.put("/studies/" + study.name(), definition));
        api.put("/studies/" + study.name(), definition).is(200);
    }

    /** Has a request wait for a lock, in a statement like this, and ends its connection. */
    private void answersThatTheDatabaseIsAway(String lock, String statement, Supplier<Answer> request)
            throws Exception {
        CompletableFuture<Answer> answer;
        try (Connection holder = connect();
                Statement locking = holder.createStatement()) {
            holder.setAutoCommit(false);
            locking.execute(lock);
            answer = CompletableFuture.supplyAsync(request);
            await().until(() -> endWaiting(statement), ended -> ended == 1);
            answer.get(20, TimeUnit.SECONDS).isProblem(503, "database-unavailable");
            holder.rollback();
        }
    }

    /** Ends the connections that wait for a lock in a statement like this; answers how many. */
    private int endWaiting(String statement) {
        return jdbc.sql("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                        + " WHERE datname = current_database() AND wait_event_type = 'Lock' AND query LIKE ?")
                .param(statement)
                .query(Integer.class)
                .single();
    }

    private static Connection connect() throws SQLException {
        TestDatabase database = TestDatabase.get();
        return DriverManager.getConnection(database.url(), database.username(), database.password());
    }
}
