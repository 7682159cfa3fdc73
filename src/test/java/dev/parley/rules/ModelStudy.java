package dev.parley.rules;

import dev.parley.study.StudyState;
import dev.parley.study.TrialState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A study as the rules have it: its trials, its state, and what follows from them. What the service counts as it goes is
 * found anew here each time, by its definition.
 */
final class ModelStudy {

    final int attempts;
    final List<ModelTrial> trials = new ArrayList<>();
    StudyState state = StudyState.ACTIVE;
    ModelLimits limits;
    int version = 1;
    long revision;

    ModelStudy(int attempts, ModelLimits limits) {
        this.attempts = attempts;
        this.limits = limits;
    }

    /** Runs a change; then the study completes, or goes on, as its limits have it. */
    void change(Runnable change) {
        boolean wasEndedByLimit = state == StudyState.COMPLETED && isLimitMet();
        change.run();
        if (wasEndedByLimit && !isLimitMet()) {
            state = StudyState.ACTIVE;
        } else if (state == StudyState.ACTIVE && isLimitMet() && isIdle()) {
            state = StudyState.COMPLETED;
        }
    }

    /** Notes that a trial was changed. */
    void changed(ModelTrial trial) {
        trial.revision = ++revision;
    }

    Optional<ModelTrial> trial(int number) {
        return number < trials.size() ? Optional.of(trials.get(number)) : Optional.empty();
    }

    ModelTrial add(TrialState state, boolean imported, @Nullable String choice) {
        ModelTrial trial = new ModelTrial(trials.size(), state, imported, choice);
        trials.add(trial);
        changed(trial);
        return trial;
    }

    Stream<ModelTrial> in(TrialState state) {
        return trials.stream().filter(trial -> trial.state == state);
    }

    int count(TrialState state) {
        return (int) in(state).count();
    }

    /** How many numbers the limit on trials counts. */
    int counted() {
        return (int) trials.stream().filter(trial -> !trial.imported).count();
    }

    /** The complete trial with the lowest value, and of these the first. */
    Optional<ModelTrial> best() {
        return in(TrialState.COMPLETE).min(Comparator.comparing((ModelTrial trial) -> trial.value));
    }

    /** How many trials that teach something ended after the best value was first told. */
    int sinceBest() {
        Double least = bestValue();
        long reached = in(TrialState.COMPLETE)
                .filter(trial -> least != null && least.equals(trial.value))
                .mapToLong(trial -> trial.finishedRevision)
                .min()
                .orElse(-1);
        return (int) trials.stream()
                .filter(trial -> trial.isLesson() && !trial.imported && trial.finishedRevision > reached)
                .count();
    }

    private @Nullable Double bestValue() {
        return best().map(trial -> trial.value).orElse(null);
    }

    boolean isLimitMet() {
        return limits.areMet(counted(), sinceBest(), bestValue());
    }

    private boolean isIdle() {
        return count(TrialState.QUEUED) == 0 && count(TrialState.RUNNING) == 0;
    }

    /** How many more numbers the limit on trials allows; null without such a limit. */
    @Nullable
    Integer remaining() {
        return limits.trials() == null ? null : (Integer) Math.max(0, limits.trials() - counted());
    }

    /** How many trials may get a number now. */
    int freshRoom() {
        Integer remaining = remaining();
        int fresh = isLimitMet() ? 0 : remaining == null ? Integer.MAX_VALUE : remaining;
        return Math.min(fresh, startingRoom());
    }

    /** How many trials may start running now, of those queued and of new ones. */
    int startingRoom() {
        if (state != StudyState.ACTIVE) {
            return 0;
        }
        return limits.parallel() == null
                ? Integer.MAX_VALUE
                : Math.max(0, limits.parallel() - count(TrialState.RUNNING));
    }

    /** Why no trial may be handed out now; null if some may. */
    @Nullable
    String emptyReason() {
        return switch (state) {
            case PAUSED -> "paused";
            case COMPLETED -> "completed";
            case ACTIVE -> {
                if (isLimitMet() && count(TrialState.QUEUED) == 0) {
                    yield "draining";
                }
                yield startingRoom() == 0 ? "parallel-limit" : null;
            }
        };
    }
}
