package dev.parley.trial;

import io.swagger.v3.oas.annotations.media.Schema;

/**
 * Which numbers the added trials got: dense, in the order they were sent.
 *
 * @param firstNumber the first trial's number
 * @param count how many trials were added
 */
public record AddTrialsResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int firstNumber,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int count) {}
