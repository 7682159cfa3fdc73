package dev.parley.finetuning;

import dev.parley.llm.prompt.PromptWriter;
import dev.parley.problem.ProblemException;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.Operation;
import io.swagger.v3.oas.annotations.Parameter;
import io.swagger.v3.oas.annotations.media.Content;
import io.swagger.v3.oas.annotations.media.Schema;
import io.swagger.v3.oas.annotations.responses.ApiResponse;
import io.swagger.v3.oas.annotations.tags.Tag;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.StreamingResponseBody;

@RestController
@Tag(name = "Fine-tuning")
class ExportController {

    private static final String FINETUNE = "finetune";
    private static final String LINES = "application/jsonl";
    private static final int MOST_EXAMPLES = 1_000;

    private final PastStudies studies;

    ExportController(PastStudies studies) {
        this.studies = studies;
    }

    @GetMapping(path = "/api/v1/studies/{study}/export", produces = LINES)
    @Operation(operationId = "exportStudy", summary = "Export a study as chat examples for fine-tuning, one a line")
    @ApiResponse(
            responseCode = "200",
            description = "Lines of JSON, each with `messages`",
            content = @Content(mediaType = LINES, schema = @Schema(type = "string")))
    ResponseEntity<StreamingResponseBody> export(
            @Parameter(hidden = true) Project project,
            @PathVariable StudyName study,
            @Parameter(description = "`finetune`") @RequestParam String format,
            @Parameter(description = "What is taught: to propose configurations or to predict scores") @RequestParam
                    LessonKind kind,
            @Parameter(description = "Replace descriptions and names by neutral ones")
                    @RequestParam(defaultValue = "false")
                    boolean redact,
            @Parameter(description = "The most examples, 1 to 1000") @RequestParam(defaultValue = "20") int examples,
            @Parameter(description = "What order, noise and choices come from") @RequestParam(defaultValue = "0")
                    long seed) {
        if (!format.equals(FINETUNE)) {
            throw ProblemException.atParameter("format", "must be " + FINETUNE);
        }
        if (examples < 1 || examples > MOST_EXAMPLES) {
            throw ProblemException.atParameter("examples", "must be between 1 and " + MOST_EXAMPLES);
        }
        PastStudy past = studies.find(project, study);
        Lessons lessons = new Lessons(new Lessons.Settings(kind, redact, examples, PromptWriter.TOKENS, seed));
        return ResponseEntity.ok().body(output -> {
            try (Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8))) {
                lessons.teach(past, example -> write(example, writer));
            }
        });
    }

    private static void write(Example example, Writer writer) {
        try {
            writer.write(example.line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
