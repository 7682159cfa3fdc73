package dev.parley.llm.draft;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * A request for a draft of a search space.
 *
 * @param description what is to be optimized, in words
 * @param code the program that is to be tuned, or the list of its arguments
 * @param model the language model's name; the default model if null
 */
@Schema(name = "SpaceDraftRequest")
record SpaceDraftRequest(
        @NotBlank @Size(max = 20_000) String description,
        @Size(max = 200_000) @Nullable String code,
        @Size(min = 1, max = 100) @Nullable String model) {}
