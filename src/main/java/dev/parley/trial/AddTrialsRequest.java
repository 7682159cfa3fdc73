package dev.parley.trial;

import dev.parley.optimizer.LearningCurve;
import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * Trials to add, all or none.
 *
 * @param trials 1 to 10,000
 */
public record AddTrialsRequest(
        @NotNull @Size(min = 1, max = 10_000) List<@Valid @NotNull NewTrial> trials) {

    /**
     * One trial to add.
     *
     * @param state queued (the default) to be handed out by the next asks; complete, pruned, infeasible or failed for
     *     imported history
     * @param configuration a value for each active parameter; declared defaults may be left out
     * @param values the objectives' values by name, as in a tell
     * @param standardErrors how far the values may be off, as in a tell
     * @param scores the single scores of folds or repeats, as in a tell
     * @param constraints outcome constraints by name, satisfied at zero and below
     * @param step the last step of a pruned trial
     * @param reason why it ended so
     * @param attributes anything else worth keeping
     * @param measurements what was measured on the way, each step once
     * @param startedAt when it began; now, if null
     * @param finishedAt when it ended; now, if null
     */
    // In Go, NewTrial is what makes a Trial.
    @Schema(name = "AddedTrial")
    public record NewTrial(
            @Schema(
                    implementation = String.class,
                    allowableValues = {"queued", "complete", "pruned", "infeasible", "failed"})
            @Nullable
            TrialState state,

            @Schema(example = "{\"lr\": 0.001, \"width\": 64}") @NotNull
            Map<String, @Nullable Object> configuration,

            @Size(max = 16) @Nullable Map<String, @Nullable Double> values,
            @Size(max = 16) @Nullable Map<String, @Nullable Double> standardErrors,
            @Size(max = 16) @Nullable Map<String, @Nullable List<@Nullable Double>> scores,
            @Size(max = 100) @Nullable SequencedMap<String, @Nullable Double> constraints,
            @Min(0) @Max(9007199254740991L) @Nullable Long step,
            @Size(max = 10_000) @Nullable String reason,
            @Nullable Map<String, Object> attributes,
            @Size(max = 100_000) @Nullable List<@Valid @NotNull NewMeasurement> measurements,
            @Nullable Instant startedAt,
            @Nullable Instant finishedAt) {

        ToldResult result() {
            return ToldResult.of(values, standardErrors, scores, constraints, step, reason, attributes);
        }
    }

    /**
     * What a finished trial measured at one step.
     *
     * @param step how far it was, in a unit of the client's: epochs, for instance
     * @param values what was measured by metric, 1 to 100; NaN and infinities are kept
     */
    @Schema(name = "AddedMeasurement")
    public record NewMeasurement(
            @NotNull @Min(0) @Max(LearningCurve.MAX_STEP) Long step,

            @Schema(example = "{\"accuracy\": 0.91}") @NotNull @Size(min = 1, max = Metrics.MOST)
            Map<String, @Nullable Double> values) {}
}
