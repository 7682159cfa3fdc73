package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;

/**
 * How predictions of a language model re-rank the engine's best candidates.
 *
 * @param model the name of the model that predicts, which may be one that was fine-tuned to; the strategy's own if null
 */
@Schema(name = "Rerank")
public record RerankDefinition(
        @Size(min = 1, max = 100) @Nullable String model) {}
