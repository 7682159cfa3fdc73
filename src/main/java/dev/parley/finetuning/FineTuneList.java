package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One page of a project's fine-tunings, the latest first.
 *
 * @param fineTunes the fine-tunings
 * @param nextPageToken what to ask the next page with; null on the last one
 */
record FineTuneList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<FineTuneResponse> fineTunes,
        @Nullable String nextPageToken) {}
