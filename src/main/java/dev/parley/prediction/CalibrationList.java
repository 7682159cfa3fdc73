package dev.parley.prediction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * How true a study's predictions came.
 *
 * @param calibrations that of the engine's surrogate first, then those of language models by name; only of those that predicted
 */
public record CalibrationList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Calibration> calibrations) {}
