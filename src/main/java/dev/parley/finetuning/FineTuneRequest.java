package dev.parley.finetuning;

import dev.parley.study.ModelBudget;
import dev.parley.study.StudyState;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Positive;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What model to fine-tune, on what, and when the result is good enough.
 *
 * @param model the configured model to start from
 * @param kind what to teach it
 * @param studies the names of the studies to learn from; or
 * @param filter which studies to learn from
 * @param redact whether to replace descriptions and names by neutral ones
 * @param name what to call the result; made from the model's name by default
 * @param examplesPerStudy the most examples of a study; 20 by default
 * @param groupBy a label: studies with the same value of it are on the same side of the split, so that what is tested was not seen
 * @param seed what the split and the examples' variations come from; 0 by default
 * @param hyperparameters how to train; the provider's choice by default
 * @param mustBeat what the result has to beat to be usable; {@code tpe} by default
 * @param evaluationBudget what the evaluation may use of the models: 200 calls by default
 */
@Schema(name = "FineTuneRequest")
record FineTuneRequest(
        @NotNull String model,
        @NotNull LessonKind kind,
        @Size(min = 1, max = 1_000) @Nullable List<@NotNull String> studies,
        @Valid @Nullable Filter filter,
        @Nullable Boolean redact,

        @Pattern(regexp = "[a-z0-9][a-z0-9-]{0,62}") @Nullable
        String name,

        @Min(1) @Max(1_000) @Nullable Integer examplesPerStudy,
        @Size(min = 1, max = 100) @Nullable String groupBy,
        @Nullable Long seed,
        @Valid @Nullable Hyperparameters hyperparameters,
        @Nullable MustBeat mustBeat,
        @Valid @Nullable ModelBudget evaluationBudget) {

    private static final int USUAL_EXAMPLES = 20;
    private static final ModelBudget USUAL_BUDGET = new ModelBudget(200L, null, null);

    /**
     * Which studies of the project to learn from.
     *
     * @param labels those with all of these labels
     * @param state those in this state
     */
    @Schema(name = "FineTuneFilter")
    record Filter(
            @Nullable Map<String, String> labels, @Nullable StudyState state) {}

    /**
     * How to train.
     *
     * @param epochs how often to go over the examples
     * @param batchSize how many examples a step learns from
     * @param learningRateMultiplier by how much to change the provider's learning rate
     */
    @Schema(name = "FineTuneHyperparameters")
    record Hyperparameters(
            @Min(1) @Max(50) @Nullable Integer epochs,
            @Min(1) @Max(256) @Nullable Integer batchSize,
            @Positive @Nullable Double learningRateMultiplier) {}

    /** The same with nothing left out but what may be. */
    FineTuneRequest withDefaults(String usualName) {
        return new FineTuneRequest(
                model,
                kind,
                studies,
                filter,
                redact != null && redact,
                name == null ? usualName : name,
                examplesPerStudy == null ? (Integer) USUAL_EXAMPLES : examplesPerStudy,
                groupBy,
                seed == null ? (Long) 0L : seed,
                hyperparameters,
                mustBeat == null ? MustBeat.TPE : mustBeat,
                budget());
    }

    private ModelBudget budget() {
        if (evaluationBudget == null) {
            return USUAL_BUDGET;
        }
        return evaluationBudget.calls() == null
                ? new ModelBudget(USUAL_BUDGET.calls(), evaluationBudget.tokens(), evaluationBudget.money())
                : evaluationBudget;
    }
}
