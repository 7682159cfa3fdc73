package dev.parley.llm.model;

import com.openai.client.OpenAIClient;
import com.openai.client.OpenAIClientImpl;
import com.openai.core.ClientOptions;
import com.openai.core.JsonField;
import com.openai.core.JsonValue;
import com.openai.core.MultipartField;
import com.openai.models.files.FileCreateParams;
import com.openai.models.files.FilePurpose;
import com.openai.models.finetuning.jobs.FineTuningJob;
import com.openai.models.finetuning.jobs.JobCancelParams;
import com.openai.models.finetuning.jobs.JobCreateParams;
import com.openai.models.finetuning.jobs.JobListEventsParams;
import com.openai.models.finetuning.jobs.JobListParams;
import com.openai.models.finetuning.jobs.JobRetrieveParams;
import dev.parley.llm.prompt.PlainText;
import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.ai.openai.http.okhttp.SpringAiOpenAiHttpClient;

/** OpenAI's fine-tuning interface, and that of every server which speaks it. */
final class OpenAiTrainer implements Trainer {

    /** The name under which a job's tag stands among its metadata. */
    private static final String TAG = "parley";

    /** What is sent to servers that want no key: the client refuses to send nothing. */
    private static final String NO_KEY = "none";

    private static final long MOST_JOBS = 100;
    private static final int LONGEST_REASON = 500;

    private final OpenAIClient client;
    private final ModelSettings settings;

    OpenAiTrainer(ModelSettings settings) {
        this.settings = settings;
        client = new OpenAIClientImpl(ClientOptions.builder()
                .httpClient(SpringAiOpenAiHttpClient.builder()
                        .timeout(settings.timeout())
                        .interceptor(ChatModels::intercept)
                        .build())
                .baseUrl(settings.baseUrl().toString())
                .apiKey(settings.apiKey().isNone() ? NO_KEY : settings.apiKey().secret())
                .maxRetries(0)
                .build());
    }

    @Override
    public String upload(String fileName, byte[] lines) {
        FileCreateParams params = FileCreateParams.builder()
                .purpose(FilePurpose.FINE_TUNE)
                .file(MultipartField.<InputStream>builder()
                        .value(new ByteArrayInputStream(lines))
                        .filename(fileName)
                        .contentType("application/jsonl")
                        .build())
                .build();
        return inTime(() -> required(client.files().create(params)._id()));
    }

    @Override
    public String submit(Submission submission) {
        JobCreateParams.Builder params = JobCreateParams.builder()
                .model(settings.model())
                .trainingFile(submission.trainingFile())
                .suffix(submission.suffix())
                .metadata(JobCreateParams.Metadata.builder()
                        .putAdditionalProperty(TAG, JsonValue.from(submission.tag()))
                        .build());
        if (submission.validationFile() != null) {
            params.validationFile(submission.validationFile());
        }
        if (!submission.hyperparameters().isEmpty()) {
            params.hyperparameters(hyperparameters(submission.hyperparameters()));
        }
        return inTime(
                () -> required(client.fineTuning().jobs().create(params.build())._id()));
    }

    private static JobCreateParams.Hyperparameters hyperparameters(Map<Hyperparameter, Double> given) {
        JobCreateParams.Hyperparameters.Builder hyperparameters = JobCreateParams.Hyperparameters.builder();
        given.forEach((hyperparameter, value) -> {
            switch (hyperparameter) {
                case EPOCHS -> hyperparameters.nEpochs(value.longValue());
                case BATCH_SIZE -> hyperparameters.batchSize(value.longValue());
                case LEARNING_RATE_MULTIPLIER -> hyperparameters.learningRateMultiplier((double) value);
            }
        });
        return hyperparameters.build();
    }

    /** By its metadata; or, of servers that keep none, by its training file, which was uploaded for it alone. */
    @Override
    public Optional<String> find(Submission submission) {
        JobListParams params = JobListParams.builder().limit(MOST_JOBS).build();
        return inTime(() -> client.fineTuning().jobs().list(params).data().stream()
                .filter(job -> submission.tag().equals(tag(job))
                        || submission.trainingFile().equals(known(job._trainingFile())))
                .findFirst()
                .map(job -> required(job._id())));
    }

    private static @Nullable String tag(FineTuningJob job) {
        FineTuningJob.Metadata metadata = known(job._metadata());
        JsonValue tag =
                metadata == null ? null : metadata._additionalProperties().get(TAG);
        return tag == null ? null : (String) tag.asString().orElse(null);
    }

    @Override
    public Training look(String job) {
        JobRetrieveParams params =
                JobRetrieveParams.builder().fineTuningJobId(job).build();
        FineTuningJob found = inTime(() -> client.fineTuning().jobs().retrieve(params));
        FineTuningJob.Status word = known(found._status());
        String status = word == null ? null : (String) word._value().asString().orElse(null);
        if (status == null) {
            throw new TrainerException(Failure.of(FailureKind.UNREADABLE, "The answer has no status of the job."));
        }
        FineTuningJob.Error error = known(found._error());
        Progress progress = progress(status);
        return new Training(
                progress,
                said(status),
                known(found._fineTunedModel()),
                error == null ? null : said(known(error._message())),
                known(found._trainedTokens()),
                progress == Progress.GOING_ON ? event(job) : null);
    }

    private static Progress progress(String status) {
        return switch (status) {
            case "succeeded" -> Progress.SUCCEEDED;
            case "failed" -> Progress.FAILED;
            case "cancelled" -> Progress.CANCELLED;
            default -> Progress.GOING_ON;
        };
    }

    /** The latest event; null where the server tells none, which nothing depends on. */
    private @Nullable String event(String job) {
        JobListEventsParams params =
                JobListEventsParams.builder().fineTuningJobId(job).limit(1).build();
        try {
            return inTime(() -> client.fineTuning().jobs().listEvents(params).data().stream()
                            .findFirst()
                            .map(event -> Objects.requireNonNullElse(known(event._message()), "")))
                    .map(this::said)
                    .orElse(null);
        } catch (TrainerException e) {
            return null;
        }
    }

    @Override
    public void cancel(String job) {
        JobCancelParams params = JobCancelParams.builder().fineTuningJobId(job).build();
        inTime(() -> client.fineTuning().jobs().cancel(params));
    }

    /** Makes a request; whatever goes wrong within the model's timeout or because of it is a failure. */
    private <T> T inTime(Callable<T> request) {
        FutureTask<T> call = new FutureTask<>(request);
        Thread.ofVirtual().name("trainer-call").start(call);
        try {
            return call.get(settings.timeout().toNanos(), TimeUnit.NANOSECONDS);
        } catch (TimeoutException late) {
            throw new TrainerException(Failure.of(FailureKind.TIMEOUT, "There was no answer in time."));
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new TrainerException(Failure.of(FailureKind.CANCELLED, "The call was interrupted."));
        } catch (ExecutionException failure) {
            throw new TrainerException(
                    Endpoint.failure(Objects.requireNonNullElse(failure.getCause(), failure), settings.apiKey()));
        } finally {
            call.cancel(true);
        }
    }

    /** What a provider said, in one line of bounded length and without the key. */
    private String said(@Nullable String text) {
        return PlainText.line(settings.apiKey().removedFrom(Objects.requireNonNullElse(text, "")), LONGEST_REASON);
    }

    /** A field that servers leave out or fill otherwise; null then. */
    private static <T> @Nullable T known(JsonField<T> field) {
        return (T) field.asKnown().orElse(null);
    }

    private static String required(JsonField<String> id) {
        String known = known(id);
        if (known == null || known.isBlank()) {
            throw new IllegalStateException("the answer has no id");
        }
        return known;
    }
}
