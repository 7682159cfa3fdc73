package dev.parley.dashboard;

import dev.parley.optimizer.Origin;
import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.ArraySchema;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Trials that stand for all of a study, in columns: entry {@code i} of each is of the same trial.
 *
 * @param revision the revision up to which changes are in it
 * @param of how many trials the study has
 * @param numbers the trials' numbers, ascending
 * @param states how far each is
 * @param origins where each configuration came from
 * @param feasible whether it violates no constraint
 * @param values the objectives' values by name: numbers, and null where a trial has none
 * @param parameters the configurations' values by parameter; null where one is not active
 * @param improvements how the best so far improved, over all trials
 * @param front with several objectives, the numbers of the trials in the sample that no other dominates: none of the study, or where
 *     that takes long to say, none of the sample
 * @param frontSize with several objectives, how many trials of the study no other dominates; absent where that takes long to say
 */
@Schema(name = "Sample")
record SampleResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long revision,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int of,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Integer> numbers,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<TrialState> states,

        @ArraySchema(
                arraySchema = @Schema(requiredMode = Schema.RequiredMode.REQUIRED),
                schema = @Schema(implementation = Origin.class))
        List<String> origins,

        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Boolean> feasible,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, List<@Nullable Object>> values,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, List<@Nullable Object>> parameters,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ImprovementNote> improvements,
        @Nullable List<Integer> front,
        @Nullable Integer frontSize) {

    /**
     * From a trial on, what the best so far is.
     *
     * @param number the trial's number
     * @param value the best value, or with several objectives the hypervolume, from 0 to 1
     */
    @Schema(name = "Improvement")
    record ImprovementNote(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int number,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double value) {}
}
