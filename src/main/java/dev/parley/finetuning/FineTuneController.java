package dev.parley.finetuning;

import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Page;
import dev.parley.study.Project;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import java.net.URI;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RequestMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@RequestMapping(path = FineTuneController.PATH, produces = MediaType.APPLICATION_JSON_VALUE)
@Tag(name = "Fine-tuning")
class FineTuneController {

    static final String PATH = "/api/v1/fine-tunes";

    private final FineTuneService service;

    FineTuneController(FineTuneService service) {
        this.service = service;
    }

    @PostMapping(consumes = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "createFineTune", summary = "Fine-tune a model on past studies")
    @ApiResponse(responseCode = "202", description = "The work begins", useReturnTypeSchema = true)
    ResponseEntity<FineTuneResponse> create(
            @Parameter(hidden = true) Project project,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = IdempotencyKeys.MAX_LENGTH)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody FineTuneRequest request) {
        FineTuneResponse created = service.create(project, request, idempotencyKey);
        return ResponseEntity.accepted()
                .location(URI.create(PATH + "/" + created.number()))
                .body(created);
    }

    @GetMapping
    @Operation(operationId = "listFineTunes", summary = "List fine-tunings, the latest first")
    FineTuneList list(
            @Parameter(hidden = true) Project project,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return service.list(project, Page.of(pageSize, pageToken));
    }

    @GetMapping("/{fineTune}")
    @Operation(operationId = "getFineTune", summary = "Read how far a fine-tuning is")
    FineTuneResponse get(@Parameter(hidden = true) Project project, @PathVariable long fineTune) {
        return service.get(project, fineTune);
    }

    @PostMapping("/{fineTune}/cancel")
    @Operation(operationId = "cancelFineTune", summary = "Cancel a fine-tuning, here and at the provider")
    @ApiResponse(responseCode = "202", description = "It is being cancelled", useReturnTypeSchema = true)
    ResponseEntity<FineTuneResponse> cancel(@Parameter(hidden = true) Project project, @PathVariable long fineTune) {
        return ResponseEntity.accepted().body(service.cancel(project, fineTune));
    }

    @DeleteMapping("/{fineTune}")
    @ResponseStatus(HttpStatus.NO_CONTENT)
    @Operation(operationId = "deleteFineTune", summary = "Remove a fine-tuning that is done, and its model from Parley")
    void delete(@Parameter(hidden = true) Project project, @PathVariable long fineTune) {
        service.delete(project, fineTune);
    }
}
