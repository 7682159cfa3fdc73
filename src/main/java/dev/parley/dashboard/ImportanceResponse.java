package dev.parley.dashboard;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * How much each parameter has to do with a trial's being among the best tenth.
 *
 * @param trials from how many feasible complete trials that is known
 * @param parameters the parameters, the most important first
 */
@Schema(name = "Importance")
record ImportanceResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int trials,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ParameterImportance> parameters) {

    /**
     * One parameter.
     *
     * @param name its name
     * @param importance its share, from 0 to 1; all shares together are 1, or 0 where the trials tell nothing
     */
    @Schema(name = "ParameterImportance")
    record ParameterImportance(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            double importance) {}
}
