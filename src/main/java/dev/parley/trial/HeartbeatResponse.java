package dev.parley.trial;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * A renewed lease.
 *
 * @param leaseExpiresAt when it ends
 */
public record HeartbeatResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant leaseExpiresAt) {}
