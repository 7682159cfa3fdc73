package dev.parley.prediction;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What was predicted.
 *
 * @param predictions one for each configuration, in their order
 */
public record PredictResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<PredictedConfiguration> predictions) {

    /**
     * What an evaluation of a configuration is expected to tell, noise included, in the objective's unit. What is not known is
     * left out: all of it before a trial is complete.
     *
     * @param configuration the active parameters and their values
     * @param mean the mean of the value, by the engine's surrogate
     * @param spread about its standard deviation
     * @param interval where the value is with a probability of 95 %
     * @param probabilityOfBest how probably it will be feasible and better than every value of a feasible configuration so far;
     *     absent while there is none
     * @param model what a language model says; absent where none was asked, or gave no answer that could be read
     */
    @Schema(name = "PredictedConfiguration")
    public record PredictedConfiguration(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Map<String, Object> configuration,

            @Nullable Double mean,
            @Nullable Double spread,
            @Nullable ValueInterval interval,
            @Nullable Double probabilityOfBest,
            @Nullable ModelOpinion model) {}

    /**
     * The ends of an interval, in the objective's unit.
     *
     * @param low the lower one
     * @param high the upper one
     */
    public record ValueInterval(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double low,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double high) {}

    /**
     * What a language model expects.
     *
     * @param name the model's name
     * @param mean the mean of its draws
     * @param spread their standard deviation; absent of a single one
     * @param probabilityOfBest how probably the value is better than every value of a feasible configuration so far, if the
     *     draws are normal and it is feasible itself; absent without a spread
     * @param draws how many of its answers could be read
     */
    @Schema(name = "ModelOpinion")
    public record ModelOpinion(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double mean,

            @Nullable Double spread,
            @Nullable Double probabilityOfBest,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int draws) {}
}
