package dev.parley.study;

import dev.parley.problem.FieldFault;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.StudyService.Put;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springdoc.core.annotations.ParameterObject;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PatchMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;
import tools.jackson.databind.node.ObjectNode;

@RestController
@RequestMapping(path = "/api/v1/studies", produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Studies")
class StudyController {

    private final StudyService service;
    private final StudyListing listing;

    StudyController(StudyService service, StudyListing listing) {
        this.service = service;
        this.listing = listing;
    }

    @PutMapping(path = "/{study}", consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "putStudy", summary = "Create a study if absent")
    @ApiResponse(responseCode = "200", description = "It existed with this definition", useReturnTypeSchema = true)
    @ApiResponse(responseCode = "201", description = "It is created", useReturnTypeSchema = true)
    ResponseEntity<StudyResponse> put(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Valid @RequestBody StudyRequest request) {
        if (request.name() != null && !request.name().equals(study.value())) {
            throw new ProblemException(
                    ProblemType.INVALID_REQUEST,
                    "The body names another study than the path.",
                    List.of(new FieldFault("/name", "must be left out or equal the name in the path")));
        }
        Put put = service.put(project, study, request);
        return tagged(put.created() ? HttpStatus.CREATED : HttpStatus.OK, put.study());
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "createStudy", summary = "Create a study, with a generated name where none is given")
    @ApiResponse(responseCode = "201", description = "It is created", useReturnTypeSchema = true)
    ResponseEntity<StudyResponse> create(
            @Parameter(hidden = true) Project project,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = IdempotencyKeys.MAX_LENGTH)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody StudyRequest request) {
        return tagged(HttpStatus.CREATED, service.post(project, request, idempotencyKey));
    }

    @GetMapping
    @Operation(operationId = "listStudies", summary = "List studies by name")
    StudyList list(
            @Parameter(hidden = true) Project project,
            @ParameterObject StudyFilter filter,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return listing.list(project, filter.wanted(), Page.of(pageSize, pageToken));
    }

    @GetMapping("/{study}")
    @Operation(operationId = "getStudy", summary = "Read a study")
    ResponseEntity<StudyResponse> get(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return tagged(HttpStatus.OK, service.get(project, study));
    }

    @PatchMapping(
            path = "/{study}",
            consumes = {MediaType.APPLICATION_JSON_VALUE, "application/merge-patch+json"})
    @Operation(
            operationId = "updateStudy",
            summary = "Change description, labels, limits and the search space (JSON merge patch)")
    @io.swagger.v3.oas.annotations.parameters.RequestBody(
            content = @Content(schema = @Schema(implementation = StudyPatch.class)))
    ResponseEntity<StudyResponse> patch(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "The study's ETag") @RequestHeader(name = "If-Match", required = false) @Nullable
                    String ifMatch,
            @RequestBody ObjectNode patch) {
        if (ifMatch == null) {
            throw new ProblemException(
                    ProblemType.PRECONDITION_REQUIRED, "Send the study's ETag in the header If-Match.");
        }
        return tagged(HttpStatus.OK, service.patch(project, study, version(ifMatch), patch));
    }

    private static int version(String ifMatch) {
        String tag = ifMatch.startsWith("W/") ? ifMatch.substring(2) : ifMatch;
        try {
            return Integer.parseInt(tag.replace("\"", "").strip());
        } catch (NumberFormatException e) {
            throw new ProblemException(
                    ProblemType.VERSION_MISMATCH, "If-Match holds no ETag of this study. Read the study again.");
        }
    }

    @DeleteMapping("/{study}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteStudy", summary = "Remove a study and all its trials")
    void delete(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        service.delete(project, study);
    }

    @PostMapping("/{study}/pause")
    @Operation(operationId = "pauseStudy", summary = "Hand out no trials until resumed")
    StudyResponse pause(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.pause(project, study);
    }

    @PostMapping("/{study}/resume")
    @Operation(operationId = "resumeStudy", summary = "Hand out trials again")
    StudyResponse resume(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.resume(project, study);
    }

    @PostMapping("/{study}/complete")
    @Operation(operationId = "completeStudy", summary = "End a study; running trials may still be told")
    StudyResponse complete(@Parameter(hidden = true) Project project, @PathVariable StudyName study) {
        return service.complete(project, study);
    }

    private static ResponseEntity<StudyResponse> tagged(HttpStatus status, StudyResponse study) {
        return ResponseEntity.status(status).eTag("\"" + study.version() + "\"").body(study);
    }
}
