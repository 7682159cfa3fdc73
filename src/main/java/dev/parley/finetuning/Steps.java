package dev.parley.finetuning;

import dev.parley.finetuning.FineTunes.Claim;
import dev.parley.finetuning.Work.Data;
import dev.parley.finetuning.Work.Provided;
import dev.parley.llm.model.FailureKind;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.Trainer;
import dev.parley.llm.model.Trainer.Hyperparameter;
import dev.parley.llm.model.Trainer.Submission;
import dev.parley.llm.model.Trainer.Training;
import dev.parley.llm.model.TrainerException;
import dev.parley.llm.model.TunedModel;
import dev.parley.llm.model.TunedModel.Standing;
import dev.parley.llm.model.TunedModels;
import dev.parley.study.Transactions;
import java.time.Instant;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * The steps of a fine-tuning up to the model: each method does one, outside any transaction, and says how the work stands then.
 *
 * <p>Whatever must not happen twice is noted before it is done: a submission whose answer was lost is looked for at the provider
 * before there is another.
 */
@Component
class Steps {

    /** The fewest examples that providers take. */
    private static final int FEWEST_EXAMPLES = 10;

    private static final String FILE = "parley-%d-%s.jsonl";
    private static final int LONGEST_SUFFIX = 18;

    private final FineTunes fineTunes;
    private final Examples examples;
    private final Models models;
    private final TunedModels tuned;
    private final Transactions transactions;
    private final FineTuneProperties properties;

    Steps(
            FineTunes fineTunes,
            Examples examples,
            Models models,
            TunedModels tuned,
            Transactions transactions,
            FineTuneProperties properties) {
        this.fineTunes = fineTunes;
        this.examples = examples;
        this.models = models;
        this.tuned = tuned;
        this.transactions = transactions;
        this.properties = properties;
    }

    /**
     * Counts the examples, and the trials of the studies that they are made of.
     *
     * @param renew renews the claim, before each study
     */
    FineTune build(FineTune fineTune, Runnable renew) {
        Work work = examples.counted(fineTune, tokens(fineTune), renew);
        Data data = Objects.requireNonNull(work.data());
        FineTune built = fineTune.with(work);
        return data.trainingExamples() < FEWEST_EXAMPLES
                ? built.to(
                        FineTuneState.FAILED,
                        "There are %d examples to learn from; it takes %d."
                                .formatted(data.trainingExamples(), FEWEST_EXAMPLES),
                        Instant.now())
                : built.to(FineTuneState.UPLOADING, null, Instant.now());
    }

    private int tokens(FineTune fineTune) {
        return base(fineTune).card().promptTokens();
    }

    private LanguageModel base(FineTune fineTune) {
        return models.find(fineTune.request().model()).orElseThrow(() -> gone(fineTune));
    }

    private Trainer trainer(FineTune fineTune) {
        return tuned.trainer(fineTune.request().model()).orElseThrow(() -> gone(fineTune));
    }

    private static WorkException gone(FineTune fineTune) {
        return new WorkException("The model %s is not configured any more."
                .formatted(fineTune.request().model()));
    }

    /**
     * Uploads one file that is not there yet.
     *
     * @param renew renews the claim, before each study and the request
     */
    FineTune upload(FineTune fineTune, Runnable renew) {
        Provided training = fineTune.work().training();
        boolean hasValidation = Objects.requireNonNull(fineTune.work().data()).validationExamples() > 0;
        if (training.trainingFile() == null) {
            return fineTune.with(fineTune.work()
                    .with(training.withFiles(upload(fineTune, Split.TRAINING, renew), training.validationFile())));
        }
        if (training.validationFile() == null && hasValidation) {
            return fineTune.with(fineTune.work()
                    .with(training.withFiles(training.trainingFile(), upload(fineTune, Split.VALIDATION, renew))));
        }
        return fineTune.to(FineTuneState.TRAINING, null, Instant.now());
    }

    private String upload(FineTune fineTune, Split part, Runnable renew) {
        byte[] lines = examples.of(fineTune, part, tokens(fineTune), renew).lines();
        renew.run();
        return trainer(fineTune).upload(FILE.formatted(fineTune.number(), part), lines);
    }

    /** Submits the training, if it was not before, or looks after it. */
    FineTune train(Claim claim, FineTune fineTune) {
        Provided training = fineTune.work().training();
        if (training.job() != null) {
            return look(fineTune, training.job());
        }
        Submission submission = submission(fineTune);
        if (training.submitting()) {
            String found = find(fineTune, submission);
            if (found != null) {
                return fineTune.with(fineTune.work().with(training.withJob(found)));
            }
        }
        FineTune noted = fineTune.with(fineTune.work().with(training.submitting(true)));
        if (!transactions.write(() -> fineTunes.note(claim, noted))) {
            throw new Exam.Interruption();
        }
        return noted.with(noted.work().with(training.withJob(submit(claim, fineTune, submission))));
    }

    private String submit(Claim claim, FineTune before, Submission submission) {
        try {
            return trainer(before).submit(submission);
        } catch (TrainerException e) {
            if (e.isRefusal()) {
                transactions.write(() -> fineTunes.note(claim, before)); // There is surely no job to be looked for.
            }
            throw e;
        }
    }

    private @Nullable String find(FineTune fineTune, Submission submission) {
        try {
            return trainer(fineTune).find(submission).orElse(null);
        } catch (TrainerException e) {
            if (e.isNotFound()) {
                throw new WorkException(
                        "The answer to the submission was lost, and the provider lists no jobs: there may be"
                                + " one, so that no other is submitted.");
            }
            throw e;
        }
    }

    private static Submission submission(FineTune fineTune) {
        Provided training = fineTune.work().training();
        Map<Hyperparameter, Double> given = new EnumMap<>(Hyperparameter.class);
        FineTuneRequest.Hyperparameters hyperparameters = fineTune.request().hyperparameters();
        if (hyperparameters != null) {
            if (hyperparameters.epochs() != null) {
                given.put(Hyperparameter.EPOCHS, hyperparameters.epochs().doubleValue());
            }
            if (hyperparameters.batchSize() != null) {
                given.put(Hyperparameter.BATCH_SIZE, hyperparameters.batchSize().doubleValue());
            }
            if (hyperparameters.learningRateMultiplier() != null) {
                given.put(Hyperparameter.LEARNING_RATE_MULTIPLIER, hyperparameters.learningRateMultiplier());
            }
        }
        String name = fineTune.name();
        return new Submission(
                Objects.requireNonNull(training.trainingFile()),
                training.validationFile(),
                name.substring(0, Math.min(name.length(), LONGEST_SUFFIX)),
                fineTune.tag(),
                given);
    }

    private FineTune look(FineTune fineTune, String job) {
        Training seen;
        try {
            seen = trainer(fineTune).look(job);
        } catch (TrainerException e) {
            if (e.isNotFound()) {
                throw new WorkException("The provider does not know the job %s any more.".formatted(job));
            }
            throw e;
        }
        FineTune now =
                fineTune.with(fineTune.work().with(fineTune.work().training().seen(seen)));
        return switch (seen.progress()) {
            case GOING_ON -> stillTraining(now);
            case SUCCEEDED -> succeeded(now, seen);
            case FAILED ->
                now.to(
                        FineTuneState.FAILED,
                        "The training failed: " + Objects.requireNonNullElse(seen.reason(), "no reason is given"),
                        Instant.now());
            case CANCELLED ->
                now.to(FineTuneState.CANCELLED, "The training was cancelled at the provider.", Instant.now());
        };
    }

    private FineTune stillTraining(FineTune fineTune) {
        if (fineTune.stepBegan().plus(properties.longestTraining()).isBefore(Instant.now())) {
            throw new WorkException("The training did not end within %d hours."
                    .formatted(properties.longestTraining().toHours()));
        }
        return fineTune;
    }

    private static FineTune succeeded(FineTune fineTune, Training seen) {
        if (seen.model() == null) {
            throw new WorkException("The training is said to have succeeded, but the provider names no model.");
        }
        return fineTune.to(FineTuneState.EVALUATING, null, Instant.now());
    }

    /** The model that came of the training, in some standing. */
    static TunedModel model(FineTune fineTune, Standing standing) {
        return new TunedModel(
                fineTune.name(),
                fineTune.request().model(),
                fineTune.request().kind().toString(),
                Objects.requireNonNull(fineTune.work().training().model()),
                standing);
    }

    /** Ends the work, at the provider too. */
    FineTune cancel(FineTune fineTune) {
        withdraw(fineTune);
        return fineTune.to(FineTuneState.CANCELLED, "It was cancelled on request.", Instant.now());
    }

    /** Ends the training at the provider, if there is one; a job that was being submitted is looked for. */
    void withdraw(FineTune fineTune) {
        if (fineTune.state() != FineTuneState.TRAINING) {
            return;
        }
        Provided training = fineTune.work().training();
        String job = training.job();
        if (job == null && training.submitting()) {
            job = find(fineTune, submission(fineTune));
        }
        if (job != null) {
            try {
                trainer(fineTune).cancel(job);
            } catch (TrainerException e) {
                if (e.failure().kind() != FailureKind.REJECTED) {
                    throw e; // A request that is rejected says that there is nothing to cancel.
                }
            }
        }
    }
}
