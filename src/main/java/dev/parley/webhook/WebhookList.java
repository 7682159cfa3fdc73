package dev.parley.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of webhooks, the oldest first.
 *
 * @param webhooks the webhooks
 * @param nextPageToken where the next page begins; absent on the last
 */
record WebhookList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<WebhookResponse> webhooks,
        @Nullable String nextPageToken) {}
