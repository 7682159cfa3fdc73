package dev.parley.advice;

import dev.parley.study.Page;
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
@Tag(name = "Results")
class AdviceController {

    private final AdviceService service;

    AdviceController(AdviceService service) {
        this.service = service;
    }

    @GetMapping("/best")
    @Operation(
            operationId = "getBest",
            summary = "Read the best trial and the recommended configuration, or the Pareto front")
    BestResponse best(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(
                            description =
                                    "How many trials of the front a page may have; where finding them takes long, it"
                                            + " has fewer, maybe none, and a `nextPageToken`")
                    @RequestParam(defaultValue = "" + Page.MAX_SIZE)
                    @Min(1)
                    @Max(Page.MAX_SIZE)
                    int pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return service.best(project, study, Page.of(pageSize, pageToken));
    }

    @GetMapping("/advice")
    @Operation(operationId = "getAdvice", summary = "Read what is still to gain and whether to stop")
    AdviceResponse advice(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.advice(project, study);
    }
}
