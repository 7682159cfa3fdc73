package dev.parley.finetuning;

import dev.parley.finetuning.Exam.Interruption;
import dev.parley.finetuning.FineTunes.Claim;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.stereotype.Component;

/** Does one piece of the work on a claimed fine-tuning, and stores what came of it if the claim is still its own. */
@Component
class FineTuner {

    private static final Logger log = LoggerFactory.getLogger(FineTuner.class);

    /** How long a claim outlasts the requests' own timeouts. */
    private static final Duration MARGIN = Duration.ofSeconds(30);

    private static final int MOST_REQUESTS_AT_ONCE = 2;
    private static final String MAY_GO_ON = " The training may go on at the provider.";

    private final FineTunes fineTunes;
    private final Steps steps;
    private final Examiner examiner;
    private final Models models;
    private final TunedModels tuned;
    private final Transactions transactions;
    private final FineTuneProperties properties;
    private final MeterRegistry meters;

    FineTuner(
            FineTunes fineTunes,
            Steps steps,
            Examiner examiner,
            Models models,
            TunedModels tuned,
            Transactions transactions,
            FineTuneProperties properties,
            MeterRegistry meters) {
        this.fineTunes = fineTunes;
        this.steps = steps;
        this.examiner = examiner;
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
            pause = giveUp(claim, before, String.valueOf(e.getMessage()));
        } catch (TrainerException e) {
            pause = failed(
                    claim, before, String.valueOf(e.getMessage()), e.isPassing() ? Fault.PASSING : Fault.LASTING);
        } catch (ExamException e) {
            pause = failed(claim, before, String.valueOf(e.getMessage()), e.fault());
        } catch (RuntimeException e) {
            pause = broken(claim, before, e);
        } finally {
            Duration due = pause;
            transactions.write(() -> fineTunes.release(claim, due));
        }
    }

    /** A fault of the service's own; that the service ends is none. */
    private Duration broken(Claim claim, FineTune before, RuntimeException e) {
        if (Thread.currentThread().isInterrupted()) {
            return Duration.ZERO;
        }
        log.warn("A piece of a fine-tuning failed: number {}", before.number(), e);
        return failed(
                claim, before, "The service failed: %s.".formatted(e.getClass().getSimpleName()), Fault.OWN);
    }

    private void hold(Claim claim) {
        if (!isHeld(claim) && !claim.fineTune().isCancelling()) {
            throw new Interruption();
        }
    }

    /** Renews a claim; false if it is lost, or somebody wants the work cancelled. */
    private boolean isHeld(Claim claim) {
        Duration time = models.find(claim.fineTune().request().model())
                .map(model -> model.card().timeout().multipliedBy(MOST_REQUESTS_AT_ONCE))
                .orElse(Duration.ZERO)
                .plus(MARGIN);
        return transactions.write(() -> fineTunes.extend(claim, time));
    }

    private FineTune piece(Claim claim, FineTune fineTune) {
        return switch (fineTune.state()) {
            case BUILDING -> steps.build(fineTune, () -> hold(claim));
            case UPLOADING -> steps.upload(fineTune, () -> hold(claim));
            case TRAINING -> steps.train(claim, fineTune);
            case EVALUATING -> examiner.examine(claim, fineTune, () -> hold(claim));
            case USABLE, REJECTED, FAILED, CANCELLED -> fineTune;
        };
    }

    private Duration failed(Claim claim, FineTune before, String reason, Fault fault) {
        if (fault == Fault.HELD_BACK) {
            return properties.firstPause();
        }
        FineTune once = before.failedOnce();
        if (goesOn(once, fault)) {
            return again(claim, once, reason);
        }
        String whole = fault == Fault.LASTING ? reason : "After %d attempts: %s".formatted(once.failures(), reason);
        return giveUp(claim, before, whole);
    }

    /**
     * Whether there is another attempt. Where a training was paid for, one is made for as long as a training may take, so that no
     * outage costs it; elsewhere, and where somebody cancels, a number of times.
     */
    private boolean goesOn(FineTune once, Fault fault) {
        boolean hasTries = once.failures() < properties.attempts();
        return switch (fault) {
            case HELD_BACK -> true;
            case LASTING -> false;
            case OWN -> hasTries;
            case PASSING -> hasTries || hasTime(once);
        };
    }

    private boolean hasTime(FineTune once) {
        boolean isPaidFor = once.state() == FineTuneState.TRAINING || once.state() == FineTuneState.EVALUATING;
        return isPaidFor
                && !once.isCancelling()
                && once.stepBegan().plus(properties.longestTraining()).isAfter(Instant.now());
    }

    private Duration again(Claim claim, FineTune once, String reason) {
        transactions.write(() -> fineTunes.failed(claim, "Attempt %d: %s".formatted(once.failures(), reason)));
        return properties.pauseAfter(once.failures());
    }

    /** Ends the work, and before it what goes on at the provider. */
    private Duration giveUp(Claim claim, FineTune before, String reason) {
        String whole = reason;
        FineTune stored = stored(before);
        if (!before.isCancelling()) {
            if (!isHeld(claim)) {
                return Duration.ZERO;
            }
            try {
                steps.withdraw(stored);
            } catch (TrainerException e) {
                FineTune once = before.failedOnce();
                if (e.isPassing() && goesOn(once, Fault.OWN)) {
                    return again(claim, once, reason);
                }
                whole += MAY_GO_ON;
            } catch (WorkException e) {
                whole += MAY_GO_ON;
            }
        }
        store(claim, fail(stored, whole));
        return Duration.ZERO;
    }

    /** With what was noted in the midst of the piece: that a submission began, for instance. */
    private FineTune stored(FineTune before) {
        return transactions
                .read(() -> fineTunes.find(before.project(), before.number()))
                .orElse(before);
    }

    /** One that cannot be cancelled at the provider is cancelled all the same, and says so. */
    private static FineTune fail(FineTune before, String reason) {
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
