package dev.parley.finetuning;

import dev.parley.finetuning.Work.Data;
import dev.parley.finetuning.Work.Provided;
import dev.parley.finetuning.Work.Step;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning and how far it is.
 *
 * @param number its number
 * @param name the name of the model that comes of it
 * @param state how far it is
 * @param reason why it failed, why the model is usable or rejected, or why the latest attempt failed, which will be repeated
 * @param isCancelling whether it is being cancelled
 * @param request what was asked for
 * @param createdAt when it was asked for
 * @param steps when each step began and ended
 * @param studies the studies and what each is for
 * @param data the examples
 * @param training the provider's part
 * @param results what the evaluation measured so far
 * @param verdict what it comes to, once it is done
 */
@Schema(name = "FineTune")
record FineTuneResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long number,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String name,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) FineTuneState state,
        @Nullable String reason,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) boolean isCancelling,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) FineTuneRequest request,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Step> steps,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Part> studies,
        @Nullable Data data,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Provided training,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Result> results,
        @Nullable Verdict verdict) {

    /**
     * A study that takes part.
     *
     * @param study its name
     * @param part what it is for
     * @param trials how many of its trials had ended; those that end later are not looked at
     */
    @Schema(name = "FineTuneSource")
    record Part(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String study,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Split part,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int trials) {}

    static FineTuneResponse of(FineTune fineTune) {
        Work work = fineTune.work();
        boolean isJudged = fineTune.state() == FineTuneState.USABLE || fineTune.state() == FineTuneState.REJECTED;
        return new FineTuneResponse(
                fineTune.number(),
                fineTune.name(),
                fineTune.state(),
                fineTune.reason(),
                fineTune.isCancelling() && !fineTune.state().isFinal(),
                fineTune.request(),
                fineTune.createdAt(),
                work.steps(),
                work.sources().stream()
                        .map(source -> new Part(source.study(), source.part(), source.trials()))
                        .toList(),
                work.data(),
                work.training(),
                work.results(),
                isJudged ? Verdict.of(fineTune.request().kind(), fineTune.bar(), work.results()) : null);
    }
}
