package dev.parley.trial;

import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/**
 * A result as a client told it, not yet checked.
 *
 * @param values the objectives' values by name
 * @param standardErrors the values' standard errors by name
 * @param scores the single scores by name
 * @param constraints outcome constraints by name
 * @param step the last step of a pruned trial
 * @param reason why it ended so
 * @param attributes anything else worth keeping
 */
record ToldResult(
        Map<String, @Nullable Double> values,
        Map<String, @Nullable Double> standardErrors,
        Map<String, @Nullable List<@Nullable Double>> scores,
        @Nullable SequencedMap<String, @Nullable Double> constraints,
        @Nullable Long step,
        @Nullable String reason,
        @Nullable Map<String, Object> attributes) {

    static ToldResult of(
            @Nullable Map<String, @Nullable Double> values,
            @Nullable Map<String, @Nullable Double> standardErrors,
            @Nullable Map<String, @Nullable List<@Nullable Double>> scores,
            @Nullable SequencedMap<String, @Nullable Double> constraints,
            @Nullable Long step,
            @Nullable String reason,
            @Nullable Map<String, Object> attributes) {
        return new ToldResult(
                values == null ? Map.of() : values,
                standardErrors == null ? Map.of() : standardErrors,
                scores == null ? Map.of() : scores,
                constraints,
                step,
                reason,
                attributes);
    }
}
