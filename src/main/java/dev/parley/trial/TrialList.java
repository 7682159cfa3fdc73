package dev.parley.trial;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of trials.
 *
 * @param trials the trials
 * @param nextPageToken what to send for the next page; absent on the last
 */
public record TrialList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<TrialResponse> trials,
        @Nullable String nextPageToken) {}
