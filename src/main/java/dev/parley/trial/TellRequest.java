package dev.parley.trial;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended.
 *
 * @param lease the lease the trial ran under; the current one if null
 * @param state complete, pruned, infeasible or failed
 * @param values the objectives' values by name: needed if complete and without scores, allowed if pruned, where the last
 *     ones reported are taken if null. NaN and infinities make the trial
 *     infeasible
 * @param standardErrors how far the values may be off, by name: at least 0, where that is known
 * @param scores the single scores of folds or repeats by name, 1 to 1,000 each, in place of the value and its standard
 *     error: their mean and that mean's standard error are taken. A value beside them must be that mean. NaN and
 *     infinities count as they do in values
 * @param constraints outcome constraints by name, satisfied at zero and below
 * @param step the last step of a pruned trial; the last one reported if null
 * @param reason why, in words; not with complete
 * @param attributes anything else worth keeping
 */
public record TellRequest(
        @Nullable String lease,
        @NotNull ToldState state,

        @Schema(example = "{\"accuracy\": 0.957}") @Size(max = 16) @Nullable
        Map<String, @Nullable Double> values,

        @Schema(example = "{\"accuracy\": 0.004}") @Size(max = 16) @Nullable
        Map<String, @Nullable Double> standardErrors,

        @Schema(example = "{\"accuracy\": [0.951, 0.962, 0.958]}") @Size(max = 16) @Nullable
        Map<String, @Nullable List<@Nullable Double>> scores,

        @Size(max = 100) @Nullable SequencedMap<String, @Nullable Double> constraints,
        @Min(0) @Max(9007199254740991L) @Nullable Long step,
        @Size(max = 10_000) @Nullable String reason,
        @Nullable Map<String, Object> attributes) {

    ToldResult result() {
        return ToldResult.of(values, standardErrors, scores, constraints, step, reason, attributes);
    }
}
