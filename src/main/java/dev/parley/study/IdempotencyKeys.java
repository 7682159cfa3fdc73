package dev.parley.study;

import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.Optional;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import tools.jackson.databind.json.JsonMapper;

/**
 * What requests with an Idempotency-Key did, so that the same request again does it no second time. A result is stored
 * in the transaction that brings it about, and kept for a day.
 */
@Component
public class IdempotencyKeys {

    /** How long a result is kept. */
    static final Duration KEPT = Duration.ofHours(24);

    /** The longest key. */
    public static final int MAX_LENGTH = 255;

    /**
     * What a key belongs to.
     *
     * @param project the caller's project
     * @param operation what is to be done: {@code ask}, {@code create}, {@code add}
     * @param studyName the name in the request; empty where one is to be generated
     * @param key the key as the client sent it
     */
    public record Scope(Project project, String operation, String studyName, String key) {}

    private record Stored(byte[] requestHash, String result) {}

    private final JdbcClient jdbc;
    private final JsonMapper json;

    IdempotencyKeys(JdbcClient jdbc, JsonMapper json) {
        this.jdbc = jdbc;
        this.json = json;
    }

    /**
     * What the same request brought about before, if it did.
     *
     * @throws ProblemException of type idempotency-mismatch if the key came with another request
     */
    public <T> Optional<T> find(Scope scope, Object request, Class<T> type, Instant now) {
        Optional<Stored> stored = jdbc.sql("""
            SELECT request_hash, result::text AS result FROM idempotency_key
            WHERE project = :project AND operation = :operation AND study_name = :study AND key = :key
              AND created_at > :oldest
            """)
                .param("project", scope.project.name())
                .param("operation", scope.operation)
                .param("study", scope.studyName)
                .param("key", scope.key)
                .param("oldest", at(now.minus(KEPT)))
                .query((row, number) -> new Stored(row.getBytes("request_hash"), row.getString("result")))
                .optional();
        if (stored.isPresent() && !Arrays.equals(stored.get().requestHash, hash(request))) {
            throw new ProblemException(
                    ProblemType.IDEMPOTENCY_MISMATCH,
                    "The Idempotency-Key was used with another request in the last 24 hours. Send a new key.");
        }
        return stored.map(found -> json.readValue(found.result, type));
    }

    /**
     * Keeps what a request brought about.
     *
     * @throws DuplicateKeyException if another transaction has kept something for this key in the meantime
     */
    public void keep(Scope scope, Object request, long studyId, Object result, Instant now) {
        int kept = jdbc.sql("""
            INSERT INTO idempotency_key
                (project, operation, study_name, key, request_hash, study_id, result, created_at)
            VALUES (:project, :operation, :name, :key, :hash, :study, :result::jsonb, :now)
            ON CONFLICT (project, operation, study_name, key) DO UPDATE
            SET request_hash = excluded.request_hash, study_id = excluded.study_id, result = excluded.result,
                created_at = excluded.created_at
            WHERE idempotency_key.created_at <= :oldest
            """)
                .param("project", scope.project.name())
                .param("operation", scope.operation)
                .param("name", scope.studyName)
                .param("key", scope.key)
                .param("hash", hash(request))
                .param("study", studyId)
                .param("result", json.writeValueAsString(result))
                .param("now", at(now))
                .param("oldest", at(now.minus(KEPT)))
                .update();
        if (kept == 0) {
            throw new DuplicateKeyException("another request with the same idempotency key came first");
        }
    }

    /** Forgets the requests of a project that brought this about, so that they may bring about something else. */
    public int forget(Project project, String operation, Object result) {
        return jdbc.sql("""
            DELETE FROM idempotency_key WHERE project = :project AND operation = :operation AND result = :result::jsonb
            """)
                .param("project", project.name())
                .param("operation", operation)
                .param("result", json.writeValueAsString(result))
                .update();
    }

    /** Forgets what is kept no longer; answers how many keys that were. */
    public int purge() {
        return jdbc.sql("DELETE FROM idempotency_key WHERE created_at < clock_timestamp() - make_interval(secs =>"
                        + " :kept)")
                .param("kept", (double) KEPT.toSeconds())
                .update();
    }

    private byte[] hash(Object request) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(json.writeValueAsBytes(request));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every JDK has SHA-256", e);
        }
    }

    private static OffsetDateTime at(Instant instant) {
        return instant.atOffset(ZoneOffset.UTC);
    }
}
