package dev.parley.report;

import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}/trials/{number}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Trials")
class ReportController {

    private final ReportService service;
    private final MeasurementListing listing;

    ReportController(ReportService service, MeasurementListing listing) {
        this.service = service;
        this.listing = listing;
    }

    @PostMapping(path = "/report", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "report",
            summary = "Report what a running trial has come to, and learn whether to stop it")
    ReportResponse report(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @PathVariable int number,
            @Valid @RequestBody ReportRequest request) {
        return service.report(project, study, number, request);
    }

    @GetMapping("/measurements")
    @Operation(operationId = "listMeasurements", summary = "List what a trial reported, whole or thinned")
    MeasurementList measurements(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @PathVariable int number,
            @Parameter(description = "Only those of this attempt") @RequestParam(required = false) @Min(1) @Nullable
                    Integer attempt,
            @Parameter(description = "Only those with this metric")
                    @RequestParam(required = false)
                    @Size(min = 1, max = 200)
                    @Nullable
                    String metric,
            @Parameter(
                            description =
                                    "About so many in place of all, in one page: a line through them looks like one"
                                            + " through all, as far as the metric is concerned")
                    @RequestParam(required = false)
                    @Min(4)
                    @Max(MeasurementListing.MOST_POINTS)
                    @Nullable
                    Integer points,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return listing.list(
                project,
                study,
                number,
                new MeasurementListing.Wanted(attempt, metric, points),
                Page.of(pageSize, pageToken));
    }
}
