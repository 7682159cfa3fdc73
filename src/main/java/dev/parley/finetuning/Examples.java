package dev.parley.finetuning;

import dev.parley.finetuning.Lessons.Settings;
import dev.parley.finetuning.Work.Data;
import dev.parley.finetuning.Work.Source;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.springframework.stereotype.Component;

/** Makes the files of a fine-tuning; the same each time, since each study counts as far as it was when the work began. */
@Component
class Examples {

    /** The most bytes of a file. */
    private static final int MOST_BYTES = 64 << 20;

    private final PastStudies studies;

    Examples(PastStudies studies) {
        this.studies = studies;
    }

    /**
     * A file.
     *
     * @param lines its examples, one a line
     * @param examples how many there are
     * @param tokens about how many tokens they have
     */
    record Made(byte[] lines, int examples, long tokens) {}

    /** One file as it is being made. */
    private static final class Making {
        final ByteArrayOutputStream lines = new ByteArrayOutputStream();
        int examples;
        long tokens;

        void add(Example example) {
            byte[] line = example.line().getBytes(StandardCharsets.UTF_8);
            if (lines.size() + line.length <= MOST_BYTES) {
                lines.writeBytes(line);
                examples++;
                tokens += example.tokens();
            }
        }
    }

    /**
     * The file of one part; what would make it larger than a provider takes is left out.
     *
     * @param tokens the most tokens of a prompt
     * @param renew is run before each study
     */
    Made of(FineTune fineTune, Split part, int tokens, Runnable renew) {
        FineTuneRequest request = fineTune.request();
        Lessons lessons = new Lessons(new Settings(
                request.kind(),
                Objects.requireNonNull(request.redact()),
                Objects.requireNonNull(request.examplesPerStudy()),
                tokens,
                Objects.requireNonNull(request.seed())));
        Making making = new Making();
        for (Source source : fineTune.work().sources(part)) {
            renew.run();
            studies.of(fineTune.project(), source).ifPresent(study -> lessons.teach(study, making::add));
        }
        return new Made(making.lines.toByteArray(), making.examples, making.tokens);
    }

    /** The work with what both files come to, and with as many trials of each study as there are to learn from. */
    Work counted(FineTune fineTune, int tokens, Runnable renew) {
        Work work = fineTune.work();
        List<Source> sources = new ArrayList<>();
        for (Source source : work.sources()) {
            renew.run();
            int trials = studies.of(fineTune.project(), source)
                    .map(study -> study.trials().size())
                    .orElse(0);
            sources.add(new Source(source.id(), source.study(), source.part(), trials));
        }
        FineTune exact = fineTune.with(work.with(sources, Data.NOTHING));
        Made training = of(exact, Split.TRAINING, tokens, renew);
        Made validation = of(exact, Split.VALIDATION, tokens, renew);
        Data data = new Data(
                training.examples,
                validation.examples,
                training.tokens + validation.tokens,
                (long) training.lines.length + validation.lines.length);
        return work.with(sources, data);
    }
}
