package dev.parley.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of a webhook's deliveries, the newest first.
 *
 * @param deliveries the deliveries
 * @param nextPageToken where the next page begins; absent on the last
 */
record DeliveryList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<DeliveryResponse> deliveries,
        @Nullable String nextPageToken) {}
