package dev.parley.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * One event on its way to one webhook, and what became of it.
 *
 * @param id what the message is called in its header webhook-id and in paths, whenever it is sent
 * @param event what happened, or webhook.ping
 * @param state waiting, delivered or failed
 * @param attempts how often it has been sent
 * @param createdAt when the event was noticed
 * @param nextAttemptAt when it is sent next
 * @param lastAttemptAt when it was last sent
 * @param lastStatus the HTTP status of the last answer; absent where there was none
 * @param lastError why the last attempt failed
 * @param lastAnswer the beginning of the last answer's body
 * @param lastMilliseconds how long the last attempt took
 * @param message the body that is sent
 */
@Schema(name = "Delivery")
record DeliveryResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String event,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) DeliveryState state,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int attempts,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
        @Nullable Instant nextAttemptAt,
        @Nullable Instant lastAttemptAt,
        @Nullable Integer lastStatus,
        @Nullable String lastError,
        @Nullable String lastAnswer,
        @Nullable Long lastMilliseconds,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Object.class)
        JsonNode message) {

    static DeliveryResponse of(ResultSet row, JsonMapper json) throws SQLException {
        return new DeliveryResponse(
                row.getString("delivery_id"),
                row.getString("event"),
                DeliveryState.of(row.getString("state")),
                row.getInt("attempts"),
                Webhook.time(row, "created_at"),
                Webhook.instant(row, "next_attempt_at"),
                Webhook.instant(row, "last_attempt_at"),
                row.getObject("last_status", Integer.class),
                row.getString("last_error"),
                row.getString("last_excerpt"),
                row.getObject("last_milliseconds", Long.class),
                json.readTree(row.getString("body")));
    }
}
