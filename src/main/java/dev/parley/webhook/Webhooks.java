package dev.parley.webhook;

import dev.parley.study.Project;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Keeps the webhooks, and who delivers to which; within the caller's transaction. */
@Component
class Webhooks {

    private static final int MOST_FORMER = 3;

    private final JdbcClient jdbc;

    Webhooks(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** How many a project has; nobody else adds one before the transaction ends. */
    int countToAdd(Project project) {
        jdbc.sql("SELECT pg_advisory_xact_lock(hashtextextended('webhooks of ' || :project, 0))")
                .param("project", project.name())
                .query((row, n) -> true)
                .single();
        return jdbc.sql("SELECT count(*) FROM webhook WHERE project = :project")
                .param("project", project.name())
                .query(Integer.class)
                .single();
    }

    /** Stores a new one. */
    Webhook add(Project project, String id, String url, List<EventType> events, WebhookRequest request, Secret secret) {
        return jdbc.sql("""
            INSERT INTO webhook (project, webhook_id, url, events, study_name, description, secret, created_at)
            VALUES (:project, :id, :url, :events, :study, :description, :secret, clock_timestamp()) RETURNING *
            """)
                .param("project", project.name())
                .param("id", id)
                .param("url", url)
                .param("events", words(events))
                .param("study", request.study())
                .param("description", request.description())
                .param("secret", secret.text())
                .query((row, n) -> Webhook.of(row))
                .single();
    }

    private static String[] words(List<EventType> events) {
        return events.stream().map(EventType::toString).toArray(String[]::new);
    }

    Optional<Webhook> find(Project project, String id) {
        return jdbc.sql("SELECT * FROM webhook WHERE project = :project AND webhook_id = :id")
                .param("project", project.name())
                .param("id", id)
                .query((row, n) -> Webhook.of(row))
                .optional();
    }

    /** A project's webhooks after one, the oldest first. */
    List<Webhook> after(Project project, @Nullable String id, int most) {
        return jdbc.sql("""
            SELECT * FROM webhook WHERE project = :project AND webhook_id > :after ORDER BY webhook_id LIMIT :most
            """)
                .param("project", project.name())
                .param("after", id == null ? "" : id)
                .param("most", most)
                .query((row, n) -> Webhook.of(row))
                .list();
    }

    /** The webhooks that are told of this kind of event of this study. */
    List<Webhook> listening(Project project, String study, EventType event) {
        return jdbc.sql("""
            SELECT * FROM webhook
            WHERE project = :project AND disabled_at IS NULL AND :event = ANY (events)
              AND (study_name IS NULL OR study_name = :study)
            """)
                .param("project", project.name())
                .param("study", study)
                .param("event", event.toString())
                .query((row, n) -> Webhook.of(row))
                .list();
    }

    /** Changes one; what is null stays. */
    Webhook change(Webhook webhook, WebhookPatch patch, @Nullable String url) {
        return jdbc.sql("""
            UPDATE webhook SET url = coalesce(:url, url), events = coalesce(:events, events),
                description = coalesce(:description, description)
            WHERE project = :project AND webhook_id = :id RETURNING *
            """)
                .param("url", url)
                .param("events", patch.events() == null ? null : words(patch.events()))
                .param("description", patch.description())
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .query((row, n) -> Webhook.of(row))
                .single();
    }

    /** Signs with another secret, and for some hours with those before too, the last {@value #MOST_FORMER} of them. */
    Webhook rotate(Webhook webhook, Secret secret, int hours) {
        return jdbc.sql("""
            UPDATE webhook SET secret = :secret,
                former_secrets = ARRAY(SELECT unnest(ARRAY[secret]
                    || CASE WHEN former_until > clock_timestamp() THEN former_secrets ELSE '{}'::text[] END) LIMIT :most),
                former_until = clock_timestamp() + make_interval(hours => :hours)
            WHERE project = :project AND webhook_id = :id RETURNING *
            """)
                .param("most", MOST_FORMER)
                .param("secret", secret.text())
                .param("hours", hours)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .query((row, n) -> Webhook.of(row))
                .single();
    }

    /** Sends to it again. */
    Webhook enable(Webhook webhook) {
        return jdbc.sql("""
            UPDATE webhook SET disabled_at = NULL, disabled_reason = NULL, failing_since = NULL
            WHERE project = :project AND webhook_id = :id RETURNING *
            """)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .query((row, n) -> Webhook.of(row))
                .single();
    }

    /** Sends nothing to it any more; the first reason stays. */
    Webhook disable(Webhook webhook, String reason) {
        return jdbc.sql("""
            UPDATE webhook SET disabled_reason = coalesce(disabled_reason, :reason),
                disabled_at = coalesce(disabled_at, clock_timestamp())
            WHERE project = :project AND webhook_id = :id RETURNING *
            """)
                .param("reason", reason)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .query((row, n) -> Webhook.of(row))
                .single();
    }

    /** Removes one with all that waits for it; answers whether there was one. */
    boolean remove(Project project, String id) {
        return jdbc.sql("DELETE FROM webhook WHERE project = :project AND webhook_id = :id")
                        .param("project", project.name())
                        .param("id", id)
                        .update()
                > 0;
    }

    /**
     * Notes how an attempt ended.
     *
     * @param claim whoever made it
     * @return for how long every attempt has failed, zero if this one did not; empty if the webhook is no longer served under this
     *     claim
     */
    Optional<Duration> noteAttempt(Webhook webhook, UUID claim, boolean isDelivered) {
        return jdbc.sql("""
            UPDATE webhook SET failing_since = CASE WHEN :delivered THEN NULL
                ELSE coalesce(failing_since, clock_timestamp()) END
            WHERE project = :project AND webhook_id = :id AND claim = :claim
            RETURNING coalesce(extract(epoch FROM clock_timestamp() - failing_since), 0)
            """)
                .param("delivered", isDelivered)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .param("claim", claim)
                .query(Double.class)
                .optional()
                .map(seconds -> Duration.ofMillis(Math.round(seconds * 1000)));
    }

    /** Takes webhooks that messages wait for and that nobody delivers to, those first that have waited longest for a turn. */
    List<Webhook> claim(int most, UUID claim, Duration time) {
        return jdbc.sql("""
            WITH due AS MATERIALIZED (
                SELECT project, webhook_id FROM webhook w
                WHERE disabled_at IS NULL AND (claimed_until IS NULL OR claimed_until < clock_timestamp())
                  AND EXISTS (SELECT FROM delivery d
                      WHERE d.project = w.project AND d.webhook_id = w.webhook_id AND d.state = 'waiting'
                        AND d.next_attempt_at <= clock_timestamp())
                ORDER BY claimed_until NULLS FIRST LIMIT :most FOR NO KEY UPDATE SKIP LOCKED)
            UPDATE webhook w
            SET claim = :claim, claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            FROM due WHERE w.project = due.project AND w.webhook_id = due.webhook_id RETURNING w.*
            """)
                .param("claim", claim)
                .param("seconds", time.toMillis() / 1e3)
                .param("most", most)
                .query((row, n) -> Webhook.of(row))
                .list();
    }

    /** Keeps a claim; empty if it is no longer ours, or nothing is to be sent any more. */
    Optional<Webhook> keep(Webhook webhook, UUID claim, Duration time) {
        return jdbc.sql("""
            UPDATE webhook SET claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            WHERE project = :project AND webhook_id = :id AND claim = :claim AND disabled_at IS NULL RETURNING *
            """)
                .param("seconds", time.toMillis() / 1e3)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .param("claim", claim)
                .query((row, n) -> Webhook.of(row))
                .optional();
    }

    /** Gives a claim back. */
    int release(Webhook webhook, UUID claim) {
        return jdbc.sql("""
            UPDATE webhook SET claim = NULL, claimed_until = clock_timestamp()
            WHERE project = :project AND webhook_id = :id AND claim = :claim
            """)
                .param("project", webhook.project().name())
                .param("id", webhook.id())
                .param("claim", claim)
                .update();
    }
}
