package dev.parley.webhook;

import dev.parley.study.Project;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A receiver of a project's events, as it is stored.
 *
 * @param project whose events
 * @param id what it is called
 * @param url where they are sent
 * @param events which of them
 * @param study the name of the only study it listens to; null for all
 * @param description what it is for
 * @param secret what its messages are signed with
 * @param formerSecrets what they were signed with before, the latest first
 * @param formerUntil until when they are signed with those too; null if there are none
 * @param createdAt when it was created
 * @param failingSince since when every attempt has failed; null if the last one did not
 * @param disabledAt since when nothing is sent; null while it is
 * @param disabledReason why nothing is sent
 */
record Webhook(
        Project project,
        String id,
        String url,
        List<EventType> events,
        @Nullable String study,
        @Nullable String description,
        Secret secret,
        List<Secret> formerSecrets,
        @Nullable Instant formerUntil,
        Instant createdAt,
        @Nullable Instant failingSince,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason) {

    Webhook {
        events = List.copyOf(events);
        formerSecrets = List.copyOf(formerSecrets);
    }

    static Webhook of(ResultSet row) throws SQLException {
        String[] events = (String[]) row.getArray("events").getArray();
        return new Webhook(
                new Project(row.getString("project")),
                row.getString("webhook_id"),
                row.getString("url"),
                Arrays.stream(events).map(EventType::of).toList(),
                row.getString("study_name"),
                row.getString("description"),
                new Secret(row.getString("secret")),
                Arrays.stream((String[]) row.getArray("former_secrets").getArray())
                        .map(Secret::new)
                        .toList(),
                instant(row, "former_until"),
                time(row, "created_at"),
                instant(row, "failing_since"),
                instant(row, "disabled_at"),
                row.getString("disabled_reason"));
    }

    /** The time in a column that is never null. */
    static Instant time(ResultSet row, String column) throws SQLException {
        return row.getObject(column, OffsetDateTime.class).toInstant();
    }

    /** The time in a column, or null. */
    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        OffsetDateTime time = row.getObject(column, OffsetDateTime.class);
        return time == null ? null : time.toInstant();
    }

    /** What a message is signed with at some time, the newest first. */
    List<Secret> secretsAt(Instant time) {
        return Stream.concat(
                        Stream.of(secret),
                        formerSecrets.stream().filter(former -> formerUntil != null && time.isBefore(formerUntil)))
                .toList();
    }

    /** Whether it is told of anything that is found by looking at studies, rather than announced. */
    boolean followsStudies() {
        return events.stream().anyMatch(event -> event != EventType.STUDY_DRIFT);
    }

    boolean isDisabled() {
        return disabledAt != null;
    }

    /** Which webhook it is, without its URL, which may hold a secret. */
    @Override
    public String toString() {
        return "Webhook[" + id + "]";
    }
}
