package dev.parley.advice;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestMapping;
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
    BestResponse best(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.best(project, study);
    }

    @GetMapping("/advice")
    @Operation(operationId = "getAdvice", summary = "Read what is still to gain and whether to stop")
    AdviceResponse advice(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.advice(project, study);
    }
}
