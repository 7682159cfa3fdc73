package dev.parley.suggestion;

import dev.parley.study.IdempotencyKeys;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Size;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestHeader;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Trials")
class AskController {

    private final SuggestionService service;

    AskController(SuggestionService service) {
        this.service = service;
    }

    @PostMapping(
            path = "/api/v1/studies/{study}/ask",
            consumes = MediaType.APPLICATION_JSON_VALUE,
            produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "ask", summary = "Ask for trials to run")
    AskResponse ask(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @RequestHeader(name = "Idempotency-Key", required = false)
                    @Size(min = 1, max = IdempotencyKeys.MAX_LENGTH)
                    @Nullable
                    String idempotencyKey,
            @Valid @RequestBody(required = false) @Nullable AskRequest request) {
        return service.ask(project, study, request == null ? AskRequest.ONE : request, idempotencyKey);
    }
}
