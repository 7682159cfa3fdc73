package dev.parley.optuna;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.List;

/**
 * What came in.
 *
 * @param studies the studies, in the file's order
 */
@Schema(name = "ImportResult")
record ImportResponse(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) List<ImportedStudy> studies) {

    /**
     * A study that came in.
     *
     * @param name its name here
     * @param optunaName its name in the file
     * @param trials how many of its trials came in
     * @param left how many things could not come with it: trials that do not fit the search space, attributes
     * @param remarks the first of these, a sentence each
     */
    @Schema(name = "ImportedStudy")
    record ImportedStudy(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String name,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            String optunaName,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int trials,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int left,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            List<String> remarks) {}
}
