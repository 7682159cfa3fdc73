package dev.parley.finetuning;

import dev.parley.study.Page;
import dev.parley.study.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * The fine-tunings of all projects.
 *
 * <p>Whoever works on one claims it for a while; what it does counts only as long as the claim is its own. Each method is one
 * statement in the caller's transaction.
 */
@Component
class FineTunes {

    private static final String ACTIVE = "state IN ('building', 'uploading', 'training', 'evaluating')";

    private static final int ABANDONED_MINUTES = 10;

    private final JdbcClient jdbc;
    private final JsonMapper json;

    FineTunes(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * The right to work on a fine-tuning.
     *
     * @param id tells this claim from a later one
     * @param fineTune the fine-tuning as it was claimed
     */
    record Claim(UUID id, FineTune fineTune) {}

    /** Adds one that is due at once; answers its number. */
    long add(Project project, FineTuneRequest request, Work work) {
        return jdbc.sql("""
            INSERT INTO fine_tune (project, name, request, state, work, is_cancelling, failures, due_at, created_at)
            VALUES (:project, :name, :request::jsonb, 'building', :work::jsonb, false, 0, clock_timestamp(), clock_timestamp())
            RETURNING number
            """)
                .param("project", project.name())
                .param("name", request.name())
                .param("request", json.writeValueAsString(request))
                .param("work", json.writeValueAsString(work))
                .query(Long.class)
                .single();
    }

    /** Whether a project has one of this name whose model is there or may come. */
    boolean isTaken(Project project, String name) {
        return jdbc.sql("""
            SELECT EXISTS (SELECT FROM fine_tune
                WHERE project = :project AND name = :name AND state NOT IN ('failed', 'cancelled'))
            """)
                .param("project", project.name())
                .param("name", name)
                .query(Boolean.class)
                .single();
    }

    Optional<FineTune> find(Project project, long number) {
        return jdbc.sql("SELECT * FROM fine_tune WHERE project = :project AND number = :number")
                .param("project", project.name())
                .param("number", number)
                .query((row, n) -> read(row))
                .optional();
    }

    /** One more than a page of a project's, the latest first. */
    List<FineTune> page(Project project, Page page) {
        return jdbc.sql("""
            SELECT * FROM fine_tune WHERE project = :project AND number < :before ORDER BY number DESC LIMIT :size
            """)
                .param("project", project.name())
                .param("before", before(page.after()))
                .param("size", page.size() + 1)
                .query((row, n) -> read(row))
                .list();
    }

    private static long before(@Nullable String place) {
        try {
            return place == null ? Long.MAX_VALUE : Long.parseLong(place);
        } catch (NumberFormatException e) {
            throw Page.malformedToken();
        }
    }

    /** Notes that one is not wanted any more, and makes it due; without effect on one that is done. */
    int cancel(Project project, long number) {
        return jdbc.sql("""
            UPDATE fine_tune SET is_cancelling = true, failures = 0, due_at = clock_timestamp()
            WHERE project = :project AND number = :number AND %s
            """.formatted(ACTIVE))
                .param("project", project.name())
                .param("number", number)
                .update();
    }

    /** Removes one that is done; answers what it was, empty if it is not done. */
    Optional<FineTune> remove(Project project, long number) {
        return jdbc.sql("DELETE FROM fine_tune WHERE project = :project AND number = :number AND NOT %s RETURNING *"
                        .formatted(ACTIVE))
                .param("project", project.name())
                .param("number", number)
                .query((row, n) -> read(row))
                .optional();
    }

    /**
     * Claims the one that is due longest, for some time; empty if none is. Those of models that are not configured here are left
     * to replicas that know them, unless none worked on them for {@value #ABANDONED_MINUTES} minutes, or somebody cancelled
     * them and nothing is under way at the provider.
     *
     * @param models the names of the models that are configured here
     */
    Optional<Claim> claim(List<String> models, Duration time) {
        UUID id = UUID.randomUUID();
        return jdbc.sql("""
            UPDATE fine_tune SET claim = :claim, claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            WHERE (project, number) = (
                SELECT project, number FROM fine_tune
                WHERE %s AND due_at <= clock_timestamp() AND (claimed_until IS NULL OR claimed_until <= clock_timestamp())
                  AND (request ->> 'model' = ANY (:models) OR (is_cancelling AND state <> 'training')
                       OR greatest(due_at, claimed_until) <= clock_timestamp() - make_interval(mins => :abandoned))
                ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """.formatted(ACTIVE))
                .param("models", models.toArray(String[]::new))
                .param("abandoned", ABANDONED_MINUTES)
                .param("claim", id)
                .param("seconds", time.toMillis() / 1000.0)
                .query((row, n) -> new Claim(id, read(row)))
                .optional();
    }

    /** Keeps a claim for some more time; whether it is still ours, and nobody wants the work cancelled. */
    boolean extend(Claim claim, Duration time) {
        return jdbc.sql("""
            UPDATE fine_tune SET claimed_until = clock_timestamp() + make_interval(secs => :seconds)
            WHERE project = :project AND number = :number AND claim = :claim AND NOT is_cancelling
            """)
                        .param("seconds", time.toMillis() / 1000.0)
                        .param("project", claim.fineTune.project().name())
                        .param("number", claim.fineTune.number())
                        .param("claim", claim.id)
                        .update()
                == 1;
    }

    /** Stores what the work has come to, in the midst of a piece of it; whether the claim is still ours. */
    boolean keep(Claim claim, Work work) {
        return jdbc.sql("UPDATE fine_tune SET work = :work::jsonb"
                                + " WHERE project = :project AND number = :number AND claim = :claim")
                        .param("work", json.writeValueAsString(work))
                        .param("project", claim.fineTune.project().name())
                        .param("number", claim.fineTune.number())
                        .param("claim", claim.id)
                        .update()
                == 1;
    }

    /**
     * Stores how far the work has come, while the claim on it goes on; whether it is still ours. A verdict comes too late where
     * somebody cancelled the work: it is not stored then.
     */
    boolean note(Claim claim, FineTune now) {
        return jdbc.sql("""
            UPDATE fine_tune SET state = :state, reason = :reason, work = :work::jsonb, failures = :failures
            WHERE project = :project AND number = :number AND claim = :claim
              AND NOT (is_cancelling AND :state IN ('usable', 'rejected'))
            """)
                        .param("state", now.state().toString())
                        .param("reason", now.reason())
                        .param("work", json.writeValueAsString(now.work()))
                        .param("failures", now.failures())
                        .param("project", now.project().name())
                        .param("number", now.number())
                        .param("claim", claim.id)
                        .update()
                == 1;
    }

    /** Notes that an attempt failed, and why; the reason stands until the next piece of work is done. */
    int failed(Claim claim, String reason) {
        return jdbc.sql("""
            UPDATE fine_tune SET failures = failures + 1, reason = :reason
            WHERE project = :project AND number = :number AND claim = :claim
            """)
                .param("reason", reason)
                .param("project", claim.fineTune.project().name())
                .param("number", claim.fineTune.number())
                .param("claim", claim.id)
                .update();
    }

    /** Gives a claim back; the work is due again after a pause, or at once where somebody wants it cancelled. */
    int release(Claim claim, Duration pause) {
        return jdbc.sql("""
            UPDATE fine_tune SET claim = NULL, claimed_until = NULL, due_at = clock_timestamp()
                + make_interval(secs => CASE WHEN is_cancelling THEN 0 ELSE :seconds END)
            WHERE project = :project AND number = :number AND claim = :claim
            """)
                .param("seconds", pause.toMillis() / 1000.0)
                .param("project", claim.fineTune.project().name())
                .param("number", claim.fineTune.number())
                .param("claim", claim.id)
                .update();
    }

    private FineTune read(ResultSet row) throws SQLException {
        return new FineTune(
                new Project(row.getString("project")),
                row.getLong("number"),
                json.readValue(row.getString("request"), FineTuneRequest.class),
                FineTuneState.of(row.getString("state")),
                row.getString("reason"),
                json.readValue(row.getString("work"), Work.class),
                row.getBoolean("is_cancelling"),
                row.getInt("failures"),
                row.getObject("created_at", OffsetDateTime.class).toInstant());
    }
}
