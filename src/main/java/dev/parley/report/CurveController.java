package dev.parley.report;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Analysis")
class CurveController {

    private final CurveListing listing;

    CurveController(CurveListing listing) {
        this.listing = listing;
    }

    @GetMapping(path = "/api/v1/studies/{study}/curves", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "listCurves",
            summary = "Read what trials reported: of the best, the newest and those that run")
    CurveList list(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "Of which metric; of the pruner's, or else of the first objective's, if left out")
                    @RequestParam(required = false)
                    @Size(min = 1, max = 200)
                    @Nullable
                    String metric,
            @Parameter(description = "About how many trials at most")
                    @RequestParam(defaultValue = "45")
                    @Min(3)
                    @Max(300)
                    int trials,
            @Parameter(description = "About how many points of each")
                    @RequestParam(defaultValue = "100")
                    @Min(2)
                    @Max(1000)
                    int points) {
        return listing.list(project, study, metric, trials, points);
    }
}
