package dev.parley.llm.model;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.swagger.v3.oas.annotations.media.Schema;
import java.net.URI;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A language model and its state.
 *
 * @param name what studies call it
 * @param provider whose interface it is called by
 * @param model the name that the provider knows it by
 * @param baseUrl where its server is; absent at the provider's own
 * @param isDefault whether it is the one that studies take which name none
 * @param state ready, failing since its latest calls failed, or open: left alone until retryAt
 * @param failingSince when the first of the calls in a row that failed ended
 * @param reason why the last call failed
 * @param retryAt when it is tried again
 * @param price what it costs, where that is configured
 * @param requestsPerMinute the most requests in any minute, over all replicas
 * @param tuned how it came about, of a fine-tuned one
 */
@Schema(name = "Model")
public record ModelResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Provider provider,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String model,
        @Nullable URI baseUrl,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) @JsonProperty("default")
        boolean isDefault,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) ModelState state,
        @Nullable Instant failingSince,
        @Nullable FailureKind reason,
        @Nullable Instant retryAt,
        @Nullable Price price,
        @Nullable Integer requestsPerMinute,
        @Nullable Tuned tuned) {

    /**
     * How a model came about that was fine-tuned on this project's studies.
     *
     * @param base the configured model that it was made of
     * @param kind what it was taught: policy or surrogate
     * @param standing whether it may be used
     */
    @Schema(name = "TunedModel")
    public record Tuned(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String base,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String kind,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            TunedModel.Standing standing) {

        static Tuned of(TunedModel model) {
            return new Tuned(model.base(), model.purpose(), model.standing());
        }
    }

    static ModelResponse of(LanguageModel model, boolean isDefault, @Nullable TunedModel tuned) {
        ModelCard card = model.card();
        ModelHealth health = model.health();
        return new ModelResponse(
                card.name(),
                card.provider(),
                card.model(),
                card.baseUrl(),
                isDefault,
                health.state(),
                health.failingSince(),
                health.reason(),
                health.retryAt(),
                card.price(),
                card.requestsPerMinute(),
                tuned == null ? null : Tuned.of(tuned));
    }
}
