package dev.parley.finetuning;

import dev.parley.study.Project;
import java.time.Instant;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A fine-tuning as it is stored.
 *
 * @param project whose it is
 * @param number its number
 * @param request what was asked for, nothing left out
 * @param state how far it is
 * @param reason why it failed, why the model is usable or rejected, or why the latest attempt failed; null otherwise
 * @param work what it has come to
 * @param isCancelling whether somebody wants it no longer
 * @param failures how many attempts at the present step failed in a row
 * @param createdAt when it was asked for
 */
record FineTune(
        Project project,
        long number,
        FineTuneRequest request,
        FineTuneState state,
        @Nullable String reason,
        Work work,
        boolean isCancelling,
        int failures,
        Instant createdAt) {

    /** The name of the model that comes of it. */
    String name() {
        return String.valueOf(request.name());
    }

    /** What the model has to beat. */
    MustBeat bar() {
        return Objects.requireNonNull(request.mustBeat());
    }

    /** What its job at the provider can be found by. */
    String tag() {
        return project.name() + "/" + number + "/" + createdAt.toEpochMilli();
    }

    /** When the present step began. */
    Instant stepBegan() {
        return work.steps().getLast().startedAt();
    }

    /** The same, further. */
    FineTune with(Work further) {
        return new FineTune(project, number, request, state, null, further, isCancelling, 0, createdAt);
    }

    /** The same in its next state. */
    FineTune to(FineTuneState next, @Nullable String why, Instant now) {
        return new FineTune(project, number, request, next, why, work.at(next, now), isCancelling, 0, createdAt);
    }

    /** The same after an attempt that failed. */
    FineTune failedOnce() {
        return new FineTune(project, number, request, state, reason, work, isCancelling, failures + 1, createdAt);
    }
}
