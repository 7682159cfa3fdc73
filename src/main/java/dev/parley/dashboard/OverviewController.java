package dev.parley.dashboard;

import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyFilter;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/overview", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Studies")
class OverviewController {

    private final Overview overview;

    OverviewController(Overview overview) {
        this.overview = overview;
    }

    @GetMapping
    @Operation(operationId = "getOverview", summary = "List studies, the newest first, with what goes on in them")
    OverviewResponse get(
            @Parameter(hidden = true) Project project,
            @ParameterObject StudyFilter filter,
            @RequestParam(defaultValue = "20") @Min(1) @Max(100) int pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return overview.of(project, filter.wanted(), Page.of(pageSize, pageToken));
    }
}
