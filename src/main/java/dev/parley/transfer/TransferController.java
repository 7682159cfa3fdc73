package dev.parley.transfer;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Studies")
class TransferController {

    private final TransferService service;

    TransferController(TransferService service) {
        this.service = service;
    }

    @GetMapping("/similar")
    @Operation(operationId = "listSimilarStudies", summary = "List the earlier studies that resemble this one, and why")
    SimilarStudyList similar(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "The most studies to list")
                    @RequestParam(defaultValue = "20")
                    @Min(1)
                    @Max(TransferService.MOST_LISTED)
                    int limit) {
        return service.similar(project, study, limit);
    }

    @GetMapping("/sources")
    @Operation(
            operationId = "listSources",
            summary = "List the earlier studies that this one learns from, as they were when it was created")
    SimilarStudyList sources(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.sources(project, study);
    }
}
