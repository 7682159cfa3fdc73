package dev.parley.advice;

import dev.parley.optimizer.Contender;
import dev.parley.optimizer.space.SearchSpace;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A configuration that was tried, and what is believed of its true value, which an evaluation tells but for its noise.
 *
 * @param configuration the active parameters and their values
 * @param trials the numbers of the complete trials of it
 * @param mean the expected true value
 * @param interval where the true value is with a probability of 95 %; absent while too little is known
 * @param probabilityOfBest how probably its true value is the best of all tried; absent while too little is known
 */
public record Recommendation(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> configuration,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Integer> trials,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double mean,
        @Nullable Interval interval,
        @Nullable Double probabilityOfBest) {

    /**
     * The ends of an interval, in the objective's unit.
     *
     * @param low the lower one
     * @param high the upper one
     */
    public record Interval(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double low,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double high) {}

    static Recommendation of(Contender contender, SearchSpace space) {
        boolean isSure = !Double.isNaN(contender.probability());
        return new Recommendation(
                space.values(contender.configuration()),
                contender.trials(),
                contender.mean(),
                isSure ? new Interval(contender.low(), contender.high()) : null,
                isSure ? (Double) contender.probability() : null);
    }
}
