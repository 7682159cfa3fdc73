package dev.parley.llm.model;

import dev.parley.study.Transactions;
import java.time.Duration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Counts the requests to each model over all replicas, by the database's clock: in any sixty seconds no more than the model's
 * limit. The table keeps the times of the latest requests, as many as the limit.
 */
@Component
class SharedRequestPace implements RequestPace {

    private static final String TAKE = """
        WITH taken AS (
            INSERT INTO model_pace AS pace (model, requested_at) VALUES (:model, ARRAY[clock_timestamp()])
            ON CONFLICT (model) DO UPDATE
            SET requested_at =
                (pace.requested_at || clock_timestamp())[greatest(1, cardinality(pace.requested_at) + 2 - :limit):]
            WHERE cardinality(pace.requested_at) < :limit
               OR pace.requested_at[cardinality(pace.requested_at) + 1 - :limit] <= clock_timestamp() - interval '1 minute'
            RETURNING model)
        SELECT EXISTS (SELECT FROM taken), (
            SELECT extract(epoch FROM
                requested_at[cardinality(requested_at) + 1 - :limit] + interval '1 minute' - clock_timestamp())
            FROM model_pace WHERE model = :model)
        """;

    /** What is waited at least, where the statement saw the table as it was before another request took the place. */
    private static final double LEAST_SECONDS = 0.05;

    private final JdbcClient jdbc;
    private final Transactions transactions;

    SharedRequestPace(JdbcClient jdbc, Transactions transactions) {
        this.jdbc = jdbc;
        this.transactions = transactions;
    }

    @Override
    public Duration take(String model, int perMinute) {
        return transactions.write(() -> jdbc.sql(TAKE)
                .param("model", model)
                .param("limit", perMinute)
                .query((row, n) -> wait(row.getBoolean(1), row.getDouble(2)))
                .single());
    }

    private static Duration wait(boolean isTaken, double seconds) {
        return isTaken ? Duration.ZERO : Duration.ofMillis((long) (1000 * Math.max(LEAST_SECONDS, seconds)));
    }
}
