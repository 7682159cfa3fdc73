package dev.parley.drift;

import dev.parley.drift.WatchService.Put;
import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = "/api/v1/studies/{study}", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Watching")
class WatchController {

    private final WatchService service;

    WatchController(WatchService service) {
        this.service = service;
    }

    @PostMapping(path = "/observe", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "observe",
            summary = "Say what the deployed configuration of a completed study is worth in use")
    WatchResponse observe(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = IdempotencyKeys.MAX_LENGTH)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody ObserveRequest request) {
        return service.observe(project, study, request, idempotencyKey);
    }

    @PutMapping(path = "/watch", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(
            operationId = "putWatch",
            summary = "Watch a completed study in this way; in another way than before, anew")
    @ApiResponse(
            responseCode = "200",
            description = "It was watched, in this way or another",
            useReturnTypeSchema = true)
    @ApiResponse(responseCode = "201", description = "It is watched from now on", useReturnTypeSchema = true)
    ResponseEntity<WatchResponse> put(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Valid @RequestBody WatchSettings settings) {
        Put put = service.put(project, study, settings);
        return ResponseEntity.status(put.created() ? HttpStatus.CREATED : HttpStatus.OK)
                .body(put.watch());
    }

    @GetMapping("/watch")
    @Operation(operationId = "getWatch", summary = "Read whether a study holds in use what it promised")
    WatchResponse get(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.get(project, study);
    }

    @DeleteMapping("/watch")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteWatch", summary = "Watch a study no more and forget what was measured")
    void delete(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        service.delete(project, study);
    }
}
