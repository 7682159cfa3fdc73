package dev.parley.export;

import dev.parley.finetuning.LessonExport;
import dev.parley.finetuning.LessonExport.Taught;
import dev.parley.finetuning.LessonExport.Wanted;
import dev.parley.finetuning.LessonKind;
import dev.parley.optuna.OptunaExport;
import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import dev.parley.study.StudyView;
import dev.parley.trial.TrialExport;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@Tag(name = "Studies")
class ExportController {

    private static final int MOST_EXAMPLES = 1_000;

    private static final MediaType LINES = MediaType.parseMediaType("application/jsonl");
    private static final MediaType TABLE = MediaType.parseMediaType("text/csv;charset=utf-8");
    private static final MediaType SQLITE = MediaType.parseMediaType("application/vnd.sqlite3");

    /** What a study is written as. */
    @Schema(name = "ExportFormat")
    enum Format {
        /** A table, with a column for each objective and parameter. */
        CSV,
        /** A trial a line, as the API shows it. */
        JSONL,
        /** A database file that Optuna loads. */
        OPTUNA,
        /** Chat examples for fine-tuning, one a line. */
        FINETUNE;

        /** The format's word, such as {@code csv}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final TrialExport trials;
    private final OptunaExport optuna;
    private final LessonExport lessons;

    ExportController(TrialExport trials, OptunaExport optuna, LessonExport lessons) {
        this.trials = trials;
        this.optuna = optuna;
        this.lessons = lessons;
    }

    @GetMapping("/api/v1/studies/{study}/export")
    @Operation(
            operationId = "exportStudy",
            summary =
                    "Export a study: as a table, as lines of JSON, as a database file of Optuna's, or as chat examples"
                            + " for fine-tuning")
    @ApiResponse(
            responseCode = "200",
            description = "A table, in which texts that a spreadsheet would run as formulas begin with an apostrophe;"
                    + " lines of JSON, as everything is; a database of SQLite; or lines with `messages`",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(mediaType = "application/jsonl", schema = @Schema(type = "string")),
                @Content(mediaType = "application/vnd.sqlite3", schema = @Schema(type = "string", format = "binary"))
            })
    ResponseEntity<StreamingResponseBody> export(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "csv, jsonl, optuna or finetune") @RequestParam Format format,
            @Parameter(description = "finetune: what is taught, to propose configurations or to predict scores; needed")
                    @RequestParam(required = false)
                    @Nullable
                    LessonKind kind,
            @Parameter(description = "finetune: replace descriptions and names by neutral ones")
                    @RequestParam(defaultValue = "false")
                    boolean redact,
            @Parameter(description = "finetune: the most examples")
                    @RequestParam(defaultValue = "20")
                    @Min(1)
                    @Max(MOST_EXAMPLES)
                    int examples,
            @Parameter(description = "finetune: what order, noise and choices come from")
                    @RequestParam(defaultValue = "0")
                    long seed) {
        return switch (format) {
            case CSV -> {
                StudyView view = trials.study(project, study);
                yield answer(TABLE, study, "csv", output -> trials.writeCsv(view, output));
            }
            case JSONL -> {
                StudyView view = trials.study(project, study);
                yield answer(LINES, study, "jsonl", output -> trials.writeJsonLines(view, output));
            }
            case OPTUNA -> {
                Path file = optuna.write(trials.study(project, study));
                yield answer(SQLITE, study, "db", output -> send(file, output));
            }
            case FINETUNE -> {
                if (kind == null) {
                    throw ProblemException.atParameter("kind", "must be given with the format finetune");
                }
                Taught taught = lessons.of(project, study, new Wanted(kind, redact, examples, seed));
                yield answer(LINES, study, "finetune.jsonl", taught::writeTo);
            }
        };
    }

    private static ResponseEntity<StreamingResponseBody> answer(
            MediaType type, StudyName study, String ending, StreamingResponseBody body) {
        ContentDisposition file = ContentDisposition.attachment()
                .filename(study.value() + "." + ending)
                .build();
        return ResponseEntity.ok()
                .contentType(type)
                .header(HttpHeaders.CONTENT_DISPOSITION, file.toString())
                .body(body);
    }

    private static void send(Path file, OutputStream output) throws IOException {
        try {
            Files.copy(file, output);
        } finally {
            Files.deleteIfExists(file);
        }
    }
}
