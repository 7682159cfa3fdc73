package dev.parley.report;

import dev.parley.study.TrialState;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What trials of a study reported of one metric, thinned.
 *
 * @param metric which metric
 * @param curves some trials: the best, the newest, and those that run
 */
@Schema(name = "CurveList")
record CurveList(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String metric,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<Curve> curves) {

    /**
     * One trial's curve.
     *
     * @param number the trial's number
     * @param state how far it is
     * @param isBest whether it is the best of the study, with a single objective
     * @param points pairs of step and value, by step
     */
    @Schema(name = "Curve")
    record Curve(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int number,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            TrialState state,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            boolean isBest,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<List<Double>> points) {}
}
