package dev.parley.report;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Measurements of a trial.
 *
 * @param measurements a page of them, or some that stand for all, by handout and step
 * @param nextPageToken the token of the next page; left out on the last
 */
public record MeasurementList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<MeasurementResponse> measurements,
        @Nullable String nextPageToken) {}
