package dev.parley.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook.
 *
 * @param id what it is called in paths
 * @param state active or disabled
 * @param url where events are sent
 * @param events which events
 * @param study the name of the only study it listens to; absent for all
 * @param description what it is for, in words
 * @param secret what messages are signed with; only in the answer that tells of its creation, and only if it was generated
 * @param createdAt when it was created
 * @param failingSince since when every attempt has failed
 * @param disabledAt since when nothing is sent
 * @param disabledReason why nothing is sent
 */
@Schema(name = "Webhook")
record WebhookResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String id,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) WebhookState state,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String url,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<EventType> events,
        @Nullable String study,
        @Nullable String description,
        @Nullable String secret,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
        @Nullable Instant failingSince,
        @Nullable Instant disabledAt,
        @Nullable String disabledReason) {

    /** The webhook without its secret. */
    static WebhookResponse of(Webhook webhook) {
        return of(webhook, null);
    }

    /** The webhook with its secret, for the one answer that shows it. */
    static WebhookResponse withSecret(Webhook webhook) {
        return of(webhook, webhook.secret().text());
    }

    private static WebhookResponse of(Webhook webhook, @Nullable String secret) {
        return new WebhookResponse(
                webhook.id(),
                webhook.isDisabled() ? WebhookState.DISABLED : WebhookState.ACTIVE,
                webhook.url(),
                webhook.events(),
                webhook.study(),
                webhook.description(),
                secret,
                webhook.createdAt(),
                webhook.failingSince(),
                webhook.disabledAt(),
                webhook.disabledReason());
    }

    @Override
    public String toString() {
        return "WebhookResponse[" + id + "]";
    }
}
