package dev.parley.llm.model;

import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The fine-tuning interface of a model's provider. Every method makes one request and waits for as long as the model's timeout at
 * most; outside any transaction. What goes wrong is a {@link TrainerException}.
 */
public interface Trainer {

    /** Uploads a file of examples; answers what the provider calls it. */
    String upload(String fileName, byte[] lines);

    /**
     * What is to be trained.
     *
     * @param trainingFile the examples to learn from
     * @param validationFile those to watch the loss on; null for none
     * @param suffix a few letters and digits for the model's name
     * @param tag what the job can be found by; no other job has it
     * @param hyperparameters epochs and the like; the provider's choice where left out
     */
    record Submission(
            String trainingFile,
            @Nullable String validationFile,
            String suffix,
            String tag,
            Map<Hyperparameter, Double> hyperparameters) {

        public Submission {
            hyperparameters = Map.copyOf(hyperparameters);
        }
    }

    /** What a training can be told. */
    enum Hyperparameter {
        EPOCHS,
        BATCH_SIZE,
        LEARNING_RATE_MULTIPLIER
    }

    /** Submits a training; answers what the provider calls the job. A second one must not be submitted before {@link #find}. */
    String submit(Submission submission);

    /** The job of a submission that was made before; empty if there is none. */
    Optional<String> find(Submission submission);

    /** How far a job's training is. */
    enum Progress {
        GOING_ON,
        SUCCEEDED,
        FAILED,
        CANCELLED
    }

    /**
     * A job as the provider sees it.
     *
     * @param progress how far it is
     * @param status the provider's own word for it
     * @param model the model that came of it; null as long as there is none
     * @param reason why it failed, in the provider's words; null if it did not
     * @param trainedTokens how many tokens it learned from; null where the provider does not say
     * @param event the latest thing that the provider reports, a loss for instance; null if nothing
     */
    record Training(
            Progress progress,
            String status,
            @Nullable String model,
            @Nullable String reason,
            @Nullable Long trainedTokens,
            @Nullable String event) {}

    /** Looks after a job. */
    Training look(String job);

    /** Has a job cancelled; one that has ended already stays as it is. */
    void cancel(String job);
}
