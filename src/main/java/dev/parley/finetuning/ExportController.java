package dev.parley.finetuning;

import dev.parley.llm.prompt.PromptWriter;
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
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
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
@Tag(name = "Fine-tuning")
class ExportController {

    private static final int MOST_EXAMPLES = 1_000;

    private static final MediaType LINES = MediaType.parseMediaType("application/jsonl");
    private static final MediaType TABLE = MediaType.parseMediaType("text/csv;charset=utf-8");

    /** What a study is written as. */
    @Schema(name = "ExportFormat")
    enum Format {
        /** A table, with a column for each objective and parameter. */
        CSV,
        /** A trial a line, as the API shows it. */
        JSONL,
        /** Chat examples for fine-tuning, one a line. */
        FINETUNE;

        /** The format's word, such as {@code csv}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private final PastStudies studies;
    private final TrialExport trials;

    ExportController(PastStudies studies, TrialExport trials) {
        this.studies = studies;
        this.trials = trials;
    }

    @GetMapping("/api/v1/studies/{study}/export")
    @Operation(
            operationId = "exportStudy",
            summary = "Export a study: its trials as a table or as lines of JSON, or chat examples for fine-tuning")
    @ApiResponse(
            responseCode = "200",
            description =
                    "A table, in which texts that a spreadsheet would run as formulas begin with an apostrophe, or"
                            + " lines of JSON, as everything is; those of examples have `messages`",
            content = {
                @Content(mediaType = "text/csv", schema = @Schema(type = "string")),
                @Content(mediaType = "application/jsonl", schema = @Schema(type = "string"))
            })
    ResponseEntity<StreamingResponseBody> export(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "csv, jsonl or finetune") @RequestParam Format format,
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
            case FINETUNE -> {
                if (kind == null) {
                    throw ProblemException.atParameter("kind", "must be given with the format finetune");
                }
                PastStudy past = studies.find(project, study);
                Lessons lessons = new Lessons(new Lessons.Settings(kind, redact, examples, PromptWriter.TOKENS, seed));
                yield answer(LINES, study, "finetune.jsonl", output -> teach(lessons, past, output));
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

    private static void teach(Lessons lessons, PastStudy past, OutputStream output) throws IOException {
        Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
        lessons.teach(past, example -> write(example, writer));
        writer.flush();
    }

    private static void write(Example example, Writer writer) {
        try {
            writer.write(example.line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
