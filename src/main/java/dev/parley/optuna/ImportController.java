package dev.parley.optuna;

import dev.parley.optuna.ImportService.Wanted;
import dev.parley.study.Project;
import dev.parley.study.StrategyDefinition;
import dev.parley.study.StrategyType;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import java.io.InputStream;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

@RestController
@Tag(name = "Studies")
class ImportController {

    private static final String SQLITE = "application/vnd.sqlite3";

    private final ImportService service;

    ImportController(ImportService service) {
        this.service = service;
    }

    @PostMapping(
            path = "/api/v1/imports/optuna",
            consumes = {SQLITE, MediaType.APPLICATION_OCTET_STREAM_VALUE},
            produces = MediaType.APPLICATION_JSON_VALUE)
    @ResponseStatus(HttpStatus.CREATED)
    @Operation(
            operationId = "importOptuna",
            summary = "Import studies from a database file of Optuna's",
            requestBody =
                    @io.swagger.v3.oas.annotations.parameters.RequestBody(
                            required = true,
                            content =
                                    @Content(
                                            mediaType = MediaType.APPLICATION_OCTET_STREAM_VALUE,
                                            schema = @Schema(type = "string", format = "binary"))))
    ImportResponse optuna(
            @Parameter(hidden = true) Project project,
            @Parameter(description = "The only study to import, by its name in the file; all if left out")
                    @RequestParam(required = false)
                    @Nullable
                    String study,
            @Parameter(description = "The study's name here; as in the file, as far as it can be, if left out")
                    @RequestParam(required = false)
                    @Nullable
                    StudyName name,
            @Parameter(description = "The objective's name; repeated where there are several, in their order")
                    @RequestParam(required = false)
                    @Nullable
                    List<@NotBlank @Size(max = 200) String> objective,
            @Parameter(description = "The strategy that goes on with it") @RequestParam(required = false) @Nullable
                    StrategyType strategy,
            @Parameter(description = "What all randomness of the study comes from; chosen by the service if left out")
                    @RequestParam(required = false)
                    @Min(-9007199254740991L)
                    @Max(9007199254740991L)
                    @Nullable
                    Long seed,
            @Parameter(hidden = true) InputStream file) {
        StrategyDefinition definition =
                new StrategyDefinition(strategy, seed, null, null, null, null, null, null, null, null, null, null);
        return service.take(
                project, file, new Wanted(study, name, objective == null ? List.of() : objective, definition));
    }
}
