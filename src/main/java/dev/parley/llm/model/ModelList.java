package dev.parley.llm.model;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * The language models, by name.
 *
 * @param models the models; none where suggestions come from the engines alone
 */
public record ModelList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ModelResponse> models) {}
