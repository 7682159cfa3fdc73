package dev.parley.webhook;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/** Keeps the messages on their way and the log of those that arrived or did not; within the caller's transaction. */
@Component
class Deliveries {

    /** What is sent where somebody tries whether a webhook works. */
    private static final String PING = "webhook.ping";

    private final JdbcClient jdbc;
    private final JsonMapper json;
    private final SecureRandom random = new SecureRandom();

    Deliveries(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * The body of a message, as the Standard Webhooks specification proposes it.
     *
     * @param type what happened
     * @param timestamp when
     * @param data the particulars
     */
    private record Message(String type, Instant timestamp, Object data) {}

    /**
     * A message that is to be sent now.
     *
     * @param id what it is called
     * @param body what it says
     * @param failures how many attempts have failed
     * @param since since when it is due; whoever puts it off or has it sent again changes that
     * @param now the database's time
     */
    record Due(String id, String body, int failures, Instant since, Instant now) {}

    /**
     * Puts a message on its way.
     *
     * @param at when it happened
     * @param data the particulars, as JSON
     * @return what the message is called
     */
    String send(Webhook webhook, EventType event, Instant at, Object data) {
        return send(webhook, event.toString(), at, data);
    }

    /** Puts a message on its way that tells of nothing; answers what it is called. */
    String sendPing(Webhook webhook, Instant at) {
        return send(webhook, PING, at, Map.of("webhook", webhook.id()));
    }

    private String send(Webhook webhook, String event, Instant at, Object data) {
        String id = TimedId.of("msg_", Instant.now(), random);
        jdbc.sql("""
            INSERT INTO delivery (project, webhook_id, delivery_id, event, body, state, created_at, attempts, failures,
                next_attempt_at)
            VALUES (:project, :webhook, :id, :event, :body, 'waiting', clock_timestamp(), 0, 0, clock_timestamp())
            """)
                .param("project", webhook.project().name())
                .param("webhook", webhook.id())
                .param("id", id)
                .param("event", event)
                .param("body", json.writeValueAsString(new Message(event, at, data)))
                .update();
        return id;
    }

    /** Has a message sent once more, now, with all its attempts anew; answers whether there is one. */
    boolean sendAgain(Webhook webhook, String id) {
        return jdbc.sql("""
            UPDATE delivery SET state = 'waiting', failures = 0, next_attempt_at = clock_timestamp()
            WHERE project = :project AND webhook_id = :webhook AND delivery_id = :id
            """)
                        .param("project", webhook.project().name())
                        .param("webhook", webhook.id())
                        .param("id", id)
                        .update()
                > 0;
    }

    Optional<DeliveryResponse> find(Webhook webhook, String id) {
        return jdbc.sql("""
            SELECT * FROM delivery WHERE project = :project AND webhook_id = :webhook AND delivery_id = :id
            """)
                .param("project", webhook.project().name())
                .param("webhook", webhook.id())
                .param("id", id)
                .query((row, n) -> DeliveryResponse.of(row, json))
                .optional();
    }

    /** A webhook's messages before one, the newest first. */
    List<DeliveryResponse> before(Webhook webhook, @Nullable String id, int most) {
        return jdbc.sql("""
            SELECT * FROM delivery
            WHERE project = :project AND webhook_id = :webhook AND (:before::text IS NULL OR delivery_id < :before)
            ORDER BY delivery_id DESC LIMIT :most
            """)
                .param("project", webhook.project().name())
                .param("webhook", webhook.id())
                .param("before", id)
                .param("most", most)
                .query((row, n) -> DeliveryResponse.of(row, json))
                .list();
    }

    /** The message of a webhook that has been due for the longest; empty if none is. */
    Optional<Due> next(Webhook webhook) {
        return jdbc.sql("""
            SELECT delivery_id, body, failures, next_attempt_at, clock_timestamp() AS now FROM delivery
            WHERE project = :project AND webhook_id = :webhook AND state = 'waiting'
              AND next_attempt_at <= clock_timestamp()
            ORDER BY next_attempt_at, delivery_id LIMIT 1
            """)
                .param("project", webhook.project().name())
                .param("webhook", webhook.id())
                .query((row, n) -> new Due(
                        row.getString("delivery_id"),
                        row.getString("body"),
                        row.getInt("failures"),
                        Webhook.time(row, "next_attempt_at"),
                        Webhook.time(row, "now")))
                .optional();
    }

    /**
     * Notes how an attempt ended, unless the message has been put on its way anew in the meantime: then it is sent again, and this
     * attempt does not count.
     *
     * @param pause how long until the next one; null if there is none
     * @return whether it was noted
     */
    boolean noteAttempt(Webhook webhook, Due due, Receipt receipt, @Nullable Duration pause) {
        DeliveryState state = receipt.isDelivered()
                ? DeliveryState.DELIVERED
                : pause == null ? DeliveryState.FAILED : DeliveryState.WAITING;
        return jdbc.sql("""
            UPDATE delivery SET state = :state, attempts = attempts + 1, failures = :failures,
                next_attempt_at = clock_timestamp() + make_interval(secs => :pause), last_attempt_at = :at,
                last_status = :status, last_error = :error, last_excerpt = :excerpt, last_milliseconds = :milliseconds
            WHERE project = :project AND webhook_id = :webhook AND delivery_id = :id AND state = 'waiting'
              AND next_attempt_at = :since
            """)
                        .param("state", state.toString())
                        .param("failures", receipt.isDelivered() ? due.failures : due.failures + 1)
                        .param("pause", state == DeliveryState.WAITING && pause != null ? pause.toMillis() / 1e3 : null)
                        .param("at", due.now.atOffset(ZoneOffset.UTC))
                        .param("status", receipt.status())
                        .param("error", receipt.error())
                        .param("excerpt", receipt.excerpt())
                        .param("milliseconds", receipt.time().toMillis())
                        .param("project", webhook.project().name())
                        .param("webhook", webhook.id())
                        .param("id", due.id)
                        .param("since", due.since.atOffset(ZoneOffset.UTC))
                        .update()
                > 0;
    }

    /**
     * Gives up messages of webhooks that too many wait for, the oldest first, and those that have been due for too long.
     *
     * @param most how many may wait for one webhook
     * @param longest for how long one may be due
     * @return how many were given up
     */
    int giveUp(int most, Duration longest) {
        return jdbc.sql("""
            WITH waiting AS (
                SELECT project, webhook_id, delivery_id, next_attempt_at,
                    row_number() OVER (PARTITION BY project, webhook_id ORDER BY delivery_id DESC) > :most AS is_surplus
                FROM delivery WHERE state = 'waiting')
            UPDATE delivery d SET state = 'failed', next_attempt_at = NULL,
                last_error = CASE WHEN is_surplus THEN 'too many messages waited' ELSE 'it waited for too long' END
            FROM waiting w
            WHERE d.project = w.project AND d.webhook_id = w.webhook_id AND d.delivery_id = w.delivery_id
              AND d.state = 'waiting' AND d.next_attempt_at = w.next_attempt_at
              AND (is_surplus OR w.next_attempt_at < clock_timestamp() - make_interval(secs => :longest))
            """)
                .param("most", most)
                .param("longest", (double) longest.toSeconds())
                .update();
    }

    /** Forgets messages that are no longer on their way and too old; answers how many. */
    int purge(Duration keep) {
        return jdbc.sql("""
            DELETE FROM delivery WHERE state <> 'waiting' AND created_at < clock_timestamp() - make_interval(secs => :keep)
            """).param("keep", (double) keep.toSeconds()).update();
    }
}
