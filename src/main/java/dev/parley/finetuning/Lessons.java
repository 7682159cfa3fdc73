package dev.parley.finetuning;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Objective;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.zip.CRC32;

/**
 * Makes examples of past studies. Deterministic: the same study, settings and seed give the same examples.
 *
 * <p>Each example has the study at another moment of its history, the parameters in another order, and the values shifted by
 * normal noise of {@value #JITTER} of the width of the study's scores, so that a model learns the matter and not the wording.
 */
final class Lessons {

    /** The standard deviation of the noise on values, as a share of the distance between the scores 0 and 100. */
    static final double JITTER = 0.01;

    private final Settings settings;
    private final Teacher teacher;

    Lessons(Settings settings) {
        this.settings = settings;
        teacher = switch (settings.kind) {
            case POLICY -> new PolicyTeacher();
            case SURROGATE -> new SurrogateTeacher();
        };
    }

    /**
     * What the examples are like.
     *
     * @param kind what is taught
     * @param redact whether descriptions and names are replaced by neutral ones
     * @param perStudy the most examples of a study
     * @param tokens the most tokens of a prompt
     * @param seed what order, noise and choices come from
     */
    record Settings(LessonKind kind, boolean redact, int perStudy, int tokens, long seed) {}

    /** Makes one example. */
    interface Teacher {

        /** How many trials have to have ended before the first example. */
        int earliest();

        /**
         * The example at a moment of a study.
         *
         * @param ended how many trials had ended
         * @return empty if there is nothing to learn then
         */
        Optional<Example> example(PastStudy study, int ended, Settings settings, RandomGenerator random);
    }

    /** Makes the examples of a study, at moments evenly spread over it. */
    void teach(PastStudy study, Consumer<Example> sink) {
        int first = teacher.earliest();
        int moments = study.trials().size() - first;
        int count = Math.min(settings.perStudy, moments);
        for (int i = 0; i < count; i++) {
            int ended = first + (int) ((long) i * moments / count);
            RandomGenerator random = new Draw(settings.seed ^ hash(study.name()), ended).random();
            teacher.example(study, ended, settings, random).ifPresent(sink);
        }
    }

    /** An objective without its name. */
    static Objective redacted(Objective objective) {
        return new Objective("objective", objective.direction());
    }

    /** The same number for the same name, always. */
    static long hash(String name) {
        CRC32 crc = new CRC32();
        crc.update(name.getBytes(StandardCharsets.UTF_8));
        return crc.getValue() * 0x9E3779B97F4A7C15L;
    }
}
