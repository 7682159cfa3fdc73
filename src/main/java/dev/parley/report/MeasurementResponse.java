package dev.parley.report;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.Map;

/**
 * What a trial reported at one step.
 *
 * @param handout how often the trial had been handed out when it was reported, releases counted
 * @param attempt the attempt that reported it
 * @param step the step
 * @param values the values by metric: numbers, or the words NaN, Infinity and -Infinity
 * @param recordedAt when it was reported first
 */
@Schema(name = "Measurement")
public record MeasurementResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int handout,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int attempt,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long step,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> values,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant recordedAt) {}
