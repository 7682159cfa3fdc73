package dev.parley.report;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;

/**
 * What to do after a report.
 *
 * @param shouldPrune whether the study's pruner would stop the trial here: then tell it as pruned. False where there is no pruner
 * @param leaseExpiresAt when the lease ends
 */
public record ReportResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) boolean shouldPrune,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant leaseExpiresAt) {}
