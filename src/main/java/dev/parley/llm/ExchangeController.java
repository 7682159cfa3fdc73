package dev.parley.llm;

import dev.parley.study.Page;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Models")
class ExchangeController {

    private final Exchanges exchanges;

    ExchangeController(Exchanges exchanges) {
        this.exchanges = exchanges;
    }

    @GetMapping(path = "/api/v1/studies/{study}/exchanges", produces = MediaType.APPLICATION_JSON_VALUE)
    @Operation(operationId = "listExchanges", summary = "List what a study's model was asked and answered")
    ExchangeList list(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "Only the one that this trial's configuration came from")
                    @RequestParam(required = false)
                    @Nullable
                    Integer trial,
            @RequestParam(required = false) @Nullable Integer pageSize,
            @RequestParam(required = false) @Nullable String pageToken) {
        return exchanges.list(project, study, trial, Page.of(pageSize, pageToken));
    }
}
