package dev.parley.finetuning;

import dev.parley.llm.prompt.PromptWriter;
import dev.parley.study.Project;
import dev.parley.study.StudyName;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import org.springframework.stereotype.Component;

/** Writes studies as chat examples for fine-tuning. */
@Component
public class LessonExport {

    /**
     * What the examples are like.
     *
     * @param kind what is taught
     * @param redact whether descriptions and names are replaced by neutral ones
     * @param examples the most examples
     * @param seed what order, noise and choices come from
     */
    public record Wanted(LessonKind kind, boolean redact, int examples, long seed) {}

    /** The examples of a study as it was when they were asked for. */
    @FunctionalInterface
    public interface Taught {

        /** Writes them, one a line. The output is closed by whoever opened it. */
        void writeTo(OutputStream output) throws IOException;
    }

    private final PastStudies studies;

    LessonExport(PastStudies studies) {
        this.studies = studies;
    }

    /**
     * The examples of a study.
     *
     * @throws dev.parley.problem.ProblemException of type study-not-found
     */
    public Taught of(Project project, StudyName name, Wanted wanted) {
        PastStudy study = studies.find(project, name);
        Lessons lessons = new Lessons(
                new Lessons.Settings(wanted.kind, wanted.redact, wanted.examples, PromptWriter.TOKENS, wanted.seed));
        return output -> {
            Writer writer = new BufferedWriter(new OutputStreamWriter(output, StandardCharsets.UTF_8));
            lessons.teach(study, example -> write(example, writer));
            writer.flush();
        };
    }

    private static void write(Example example, Writer writer) {
        try {
            writer.write(example.line());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
