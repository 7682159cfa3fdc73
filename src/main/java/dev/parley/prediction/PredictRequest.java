package dev.parley.prediction;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What to predict.
 *
 * @param configurations the configurations, 1 to 100; an active parameter without a value has its default
 * @param model asks a language model as well, at the study's expense, and waits for it; the engine alone if null
 */
public record PredictRequest(
        @NotNull @Size(min = 1, max = 100) @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
        List<@NotNull Map<String, @Nullable Object>> configurations,

        @Valid @Nullable ModelRequest model) {

    /**
     * Which language model to ask, and how.
     *
     * @param name the model's name; the study's own, or the default one, if null
     * @param draws how often to ask it for each configuration, 1 to 20; 5 if null
     */
    @Schema(name = "PredictingModel")
    public record ModelRequest(
            @Size(min = 1, max = 100) @Nullable String name,
            @Min(1) @Max(20) @Nullable Integer draws) {

        private static final int USUAL_DRAWS = 5;

        int wantedDraws() {
            return draws == null ? USUAL_DRAWS : draws;
        }
    }
}
