package dev.parley.finetuning;

import dev.parley.llm.Cost;
import dev.parley.llm.model.Trainer.Training;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What a fine-tuning has come to so far; kept as JSON.
 *
 * @param sources the studies, with what they are for
 * @param steps when each step began and ended
 * @param data the examples; null before they are counted
 * @param training the provider's part
 * @param results what the evaluation measured so far
 * @param spent what the calls of the evaluation cost, those too whose question has no result; refused ones are not counted
 */
record Work(
        List<Source> sources,
        List<Step> steps,
        @Nullable Data data,
        Provided training,
        List<Result> results,
        Cost spent) {

    /**
     * A study that takes part.
     *
     * @param id which study it is: another of the same name is not meant
     * @param study its name
     * @param part what it is for
     * @param trials how many of its trials had ended; those that end later are not looked at
     */
    record Source(long id, String study, Split part, int trials) {}

    /**
     * A step of the work.
     *
     * @param step the state that it is
     * @param startedAt when it began
     * @param endedAt when it ended; null while it goes on
     */
    @Schema(name = "FineTuneStep")
    record Step(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            FineTuneState step,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            Instant startedAt,

            @Nullable Instant endedAt) {}

    /**
     * The examples.
     *
     * @param trainingExamples how many to learn from
     * @param validationExamples how many to watch the loss on
     * @param tokens about how many tokens they have together
     * @param bytes how large the files are together
     */
    @Schema(name = "FineTuneData")
    record Data(
            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int trainingExamples,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            int validationExamples,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long tokens,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            long bytes) {

        /** No examples. */
        static final Data NOTHING = new Data(0, 0, 0, 0);
    }

    /**
     * The provider's part.
     *
     * @param trainingFile the file to learn from
     * @param validationFile the file to watch the loss on
     * @param submitting whether a submission was begun whose answer is not known
     * @param job the provider's job
     * @param status the provider's word for how far it is
     * @param event what it last reported
     * @param trainedTokens how many tokens it learned from
     * @param model the model that came of it
     */
    @Schema(name = "FineTuneTraining")
    record Provided(
            @Nullable String trainingFile,
            @Nullable String validationFile,

            @Schema(requiredMode = Schema.RequiredMode.REQUIRED)
            boolean submitting,

            @Nullable String job,
            @Nullable String status,
            @Nullable String event,
            @Nullable Long trainedTokens,
            @Nullable String model) {

        static final Provided NOTHING = new Provided(null, null, false, null, null, null, null, null);

        Provided withFiles(@Nullable String training, @Nullable String validation) {
            return new Provided(training, validation, submitting, job, status, event, trainedTokens, model);
        }

        Provided submitting(boolean is) {
            return new Provided(trainingFile, validationFile, is, job, status, event, trainedTokens, model);
        }

        Provided withJob(String found) {
            return new Provided(trainingFile, validationFile, false, found, status, event, trainedTokens, model);
        }

        /** As the provider says that it is now; what it last reported stays until it reports something else. */
        Provided seen(Training seen) {
            return new Provided(
                    trainingFile,
                    validationFile,
                    false,
                    job,
                    seen.status(),
                    seen.event() == null ? event : seen.event(),
                    seen.trainedTokens(),
                    seen.model());
        }
    }

    Work {
        sources = List.copyOf(sources);
        steps = List.copyOf(steps);
        results = List.copyOf(results);
    }

    /** The sources of one part. */
    List<Source> sources(Split part) {
        return sources.stream().filter(source -> source.part == part).toList();
    }

    /** Work on these studies that has not begun. */
    static Work on(List<Source> sources) {
        return new Work(sources, List.of(), null, Provided.NOTHING, List.of(), Cost.NONE);
    }

    /** The same with its examples counted, of the studies as far as they were. */
    Work with(List<Source> counted, Data examples) {
        return new Work(counted, steps, examples, training, results, spent);
    }

    /** The same after another call of the evaluation. */
    Work spending(Cost call) {
        return new Work(sources, steps, data, training, results, spent.plus(call));
    }

    Work with(Provided provided) {
        return new Work(sources, steps, data, provided, results, spent);
    }

    Work with(Result result) {
        List<Result> more = new ArrayList<>(results);
        more.add(result);
        return new Work(sources, steps, data, training, more, spent);
    }

    /** The same where the last step ended and another began, unless the work is done. */
    Work at(FineTuneState state, Instant now) {
        List<Step> more = new ArrayList<>(steps);
        if (!more.isEmpty() && more.getLast().endedAt == null) {
            Step last = more.removeLast();
            more.add(new Step(last.step, last.startedAt, now));
        }
        if (!state.isFinal()) {
            more.add(new Step(state, now, null));
        }
        return new Work(sources, more, data, training, results, spent);
    }
}
