package dev.parley.finetuning;

import dev.parley.finetuning.Exam.Interruption;
import dev.parley.finetuning.Exam.Question;
import dev.parley.finetuning.FineTunes.Claim;
import dev.parley.llm.model.LanguageModel;
import dev.parley.llm.model.Models;
import dev.parley.llm.model.TrainerException;
import dev.parley.llm.model.TunedModel.Standing;
import dev.parley.llm.model.TunedModels;
import dev.parley.observability.Metric;
import dev.parley.study.Transactions;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/** Does one piece of the work on a claimed fine-tuning, and stores what came of it if the claim is still its own. */
@Component
class FineTuner {

    /** How long a claim outlasts the requests' own timeouts. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final int MOST_REQUESTS_AT_ONCE = 2;

    private final FineTunes fineTunes;
    private final Steps steps;
    private final Exams exams;
    private final PastStudies studies;
    private final Models models;
    private final TunedModels tuned;
    private final Transactions transactions;
    private final FineTuneProperties properties;
    private final MeterRegistry meters;

    FineTuner(
            FineTunes fineTunes,
            Steps steps,
            Exams exams,
            PastStudies studies,
            Models models,
            TunedModels tuned,
            Transactions transactions,
            FineTuneProperties properties,
            MeterRegistry meters) {
        this.fineTunes = fineTunes;
        this.steps = steps;
        this.exams = exams;
        this.studies = studies;
        this.models = models;
        this.tuned = tuned;
        this.transactions = transactions;
        this.properties = properties;
        this.meters = meters;
    }

    /** Claims the fine-tuning that is due longest; empty if none is. */
    Optional<Claim> claim() {
        List<String> names =
                models.all().stream().map(model -> model.card().name()).toList();
        return transactions.write(() -> fineTunes.claim(names, MARGIN));
    }

    /** Does one piece of the work, and gives the claim back. */
    void work(Claim claim) {
        FineTune before = claim.fineTune();
        Duration pause = properties.firstPause();
        try {
            hold(claim);
            FineTune after = before.isCancelling() ? steps.cancel(before) : piece(claim, before);
            store(claim, after);
            boolean isWaiting = after.state() == FineTuneState.TRAINING && after.state() == before.state();
            pause = isWaiting ? properties.pollInterval() : Duration.ZERO;
        } catch (Interruption e) {
            pause = Duration.ZERO; // Another has the claim, or the next piece is to cancel the work.
        } catch (WorkException e) {
            store(claim, fail(before, e.getMessage()));
        } catch (TrainerException e) {
            pause = failed(claim, before, String.valueOf(e.getMessage()), e.isPassing());
        } catch (ExamException e) {
            pause = failed(claim, before, String.valueOf(e.getMessage()), !e.isLasting());
        } finally {
            Duration due = pause;
            transactions.write(() -> fineTunes.release(claim, due));
        }
    }

    private void hold(Claim claim) {
        Duration time = models.find(claim.fineTune().request().model())
                .map(model -> model.card().timeout().multipliedBy(MOST_REQUESTS_AT_ONCE))
                .orElse(Duration.ZERO)
                .plus(MARGIN);
        if (!transactions.write(() -> fineTunes.extend(claim, time))
                && !claim.fineTune().isCancelling()) {
            throw new Interruption();
        }
    }

    private FineTune piece(Claim claim, FineTune fineTune) {
        return switch (fineTune.state()) {
            case BUILDING -> steps.build(fineTune);
            case UPLOADING -> steps.upload(fineTune);
            case TRAINING -> steps.train(claim, fineTune);
            case EVALUATING -> evaluate(claim, fineTune);
            case USABLE, REJECTED, FAILED, CANCELLED -> fineTune;
        };
    }

    /** Answers one question of the evaluation, or judges where all are answered. */
    private FineTune evaluate(Claim claim, FineTune fineTune) {
        Exam exam = exams.of(fineTune.request());
        Evaluation evaluation = Evaluation.of(
                fineTune, exam, base(fineTune).card().promptTokens(), source -> studies.of(fineTune.project(), source));
        if (evaluation.isEmpty()) {
            throw new WorkException("The studies that were held out have been removed.");
        }
        Optional<Question> next = evaluation.next();
        if (next.isEmpty()) {
            Verdict verdict = Verdict.of(
                    fineTune.request().kind(), fineTune.bar(), fineTune.work().results());
            return fineTune.to(
                    verdict.isUsable() ? FineTuneState.USABLE : FineTuneState.REJECTED,
                    verdict.reason(),
                    Instant.now());
        }
        if (evaluation.isSpent()) {
            throw new WorkException("The budget of the evaluation is spent before its end.");
        }
        Question question = next.get();
        Result result = exam.result(question, evaluation.study(question), model(fineTune, question), () -> hold(claim));
        return fineTune.with(fineTune.work().with(result));
    }

    private @Nullable LanguageModel model(FineTune fineTune, Question question) {
        return switch (question.arm()) {
            case TPE, GP -> null;
            case BASE -> base(fineTune);
            case TUNED -> tuned.model(fineTune.project(), Steps.model(fineTune, Standing.CANDIDATE));
        };
    }

    private LanguageModel base(FineTune fineTune) {
        return models.find(fineTune.request().model())
                .orElseThrow(() -> new WorkException("The model %s is not configured any more."
                        .formatted(fineTune.request().model())));
    }

    private Duration failed(Claim claim, FineTune before, String reason, boolean mayPass) {
        FineTune once = before.failedOnce();
        if (mayPass && once.failures() < properties.attempts()) {
            transactions.write(() -> fineTunes.failed(claim, "Attempt %d: %s".formatted(once.failures(), reason)));
            return properties.pauseAfter(once.failures());
        }
        store(claim, fail(before, mayPass ? "After %d attempts: %s".formatted(once.failures(), reason) : reason));
        return Duration.ZERO;
    }

    /** One that cannot be cancelled at the provider is cancelled all the same, and says so. */
    private static FineTune fail(FineTune before, @Nullable String reason) {
        return before.isCancelling()
                ? before.to(
                        FineTuneState.CANCELLED,
                        "It was cancelled on request, but not surely at the provider: " + reason,
                        Instant.now())
                : before.to(FineTuneState.FAILED, reason, Instant.now());
    }

    private boolean store(Claim claim, FineTune after) {
        boolean isOurs = transactions.write(() -> fineTunes.note(claim, after) && register(after));
        if (isOurs && after.state() != claim.fineTune().state()) {
            Metric.FINE_TUNES.counter(meters, after.state().toString()).increment();
        }
        return isOurs;
    }

    /** Has the model known in the standing that goes with the state, or no more. */
    private boolean register(FineTune fineTune) {
        switch (fineTune.state()) {
            case BUILDING, UPLOADING, TRAINING -> {}
            case EVALUATING -> tuned.put(fineTune.project(), Steps.model(fineTune, Standing.CANDIDATE));
            case USABLE -> tuned.put(fineTune.project(), Steps.model(fineTune, Standing.USABLE));
            case REJECTED -> tuned.put(fineTune.project(), Steps.model(fineTune, Standing.REJECTED));
            case FAILED, CANCELLED -> tuned.remove(fineTune.project(), fineTune.name());
        }
        return true;
    }
}
