package dev.parley.trial;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * How a trial ended.
 *
 * @param lease the lease the trial ran under; the current one if null
 * @param state complete, pruned, infeasible or failed
 * @param values the objectives' values by name: needed if complete, allowed if pruned. NaN and infinities make the trial
 *     infeasible
 * @param constraints outcome constraints by name, satisfied at zero and below
 * @param reason why, in words; not with complete
 * @param attributes anything else worth keeping
 */
public record TellRequest(
        @Nullable String lease,
        @NotNull ToldState state,

        @Schema(example = "{\"accuracy\": 0.957}") @Size(max = 16) @Nullable
        Map<String, @Nullable Double> values,

        @Size(max = 100) @Nullable SequencedMap<String, @Nullable Double> constraints,
        @Size(max = 10_000) @Nullable String reason,
        @Nullable Map<String, Object> attributes) {}
