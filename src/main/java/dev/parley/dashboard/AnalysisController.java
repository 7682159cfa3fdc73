package dev.parley.dashboard;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Analysis")
class AnalysisController {

    private final Sampling sampling;
    private final Importances importances;
    private final Timeline timeline;
    private final Origins origins;

    AnalysisController(Sampling sampling, Importances importances, Timeline timeline, Origins origins) {
        this.sampling = sampling;
        this.importances = importances;
        this.timeline = timeline;
        this.origins = origins;
    }

    @GetMapping("/sample")
    @Operation(
            operationId = "getSample",
            summary = "Read trials that stand for all of a study, in columns, and how the best so far improved")
    SampleResponse sample(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "How many trials at most: the best, the newest and an even part of the others")
                    @RequestParam(defaultValue = "2000")
                    @Min(4)
                    @Max(10_000)
                    int most) {
        return sampling.sample(project, study, most);
    }

    @GetMapping("/importance")
    @Operation(operationId = "getImportance", summary = "Read how much each parameter matters")
    ImportanceResponse importance(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "For which objective; for all together if left out")
                    @RequestParam(required = false)
                    @Nullable
                    String objective) {
        return importances.of(project, study, objective);
    }

    @GetMapping("/timeline")
    @Operation(operationId = "getTimeline", summary = "Read who worked on what, and when")
    TimelineResponse timeline(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "How many of the newest trials")
                    @RequestParam(defaultValue = "1000")
                    @Min(1)
                    @Max(10_000)
                    int most) {
        return timeline.of(project, study, most);
    }

    @GetMapping("/origins")
    @Operation(
            operationId = "listOrigins",
            summary = "Read what each origin of configurations came to, and what the language model cost")
    OriginList origins(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return origins.of(project, study);
    }
}
