package dev.parley.dashboard;

import dev.parley.optimizer.Origin;
import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What each origin of configurations came to, and what the language model cost.
 *
 * @param origins the origins, those with most trials first
 * @param model what the study's language model was used for; absent where it never was
 */
@Schema(name = "OriginList")
record OriginList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<OriginRecord> origins,
        @Nullable ModelUse model) {

    /**
     * One origin.
     *
     * @param origin its word
     * @param trials how many trials came from it
     * @param complete how many of them are complete and violate no constraint
     * @param pending how many are queued or running
     * @param failed how many failed, were lost or are infeasible
     * @param best the best value of the first objective
     * @param top the share of its complete trials that are among the best tenth of all by the first objective
     */
    @Schema(name = "OriginRecord")
    record OriginRecord(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED, implementation = Origin.class)
            String origin,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long trials,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long complete,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long pending,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long failed,

            @Nullable Double best,
            @Nullable Double top) {}

    /**
     * The language model's part.
     *
     * @param calls how often it was called
     * @param tokens how many tokens went in and came out
     * @param cost what that cost, in USD
     * @param proposals how many configurations it put forward
     * @param used how many of them became trials
     * @param waiting how many wait to be used
     */
    @Schema(name = "ModelUse")
    record ModelUse(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long calls,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long tokens,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            BigDecimal cost,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long proposals,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long used,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long waiting) {}
}
