package dev.parley.study;

import dev.parley.optimizer.Direction;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * How many trials a study may hand out at a moment.
 *
 * @param total how many may start running, queued ones included
 * @param fresh how many of them may get a new number
 * @param reason why none may, or null if some may
 * @param remaining how many more numbers the limit on trials allows, or null without such a limit
 */
public record Room(
        int total,
        int fresh,
        @Nullable EmptyReason reason,
        @Nullable Long remaining) {

    /** The room of a study, computed from its limits and progress. */
    public static Room of(Limits limits, Direction direction, StudyProgress progress, Instant now) {
        Long remaining = limits.trials() == null ? null : (Long) Math.max(0, limits.trials() - progress.counted());
        if (progress.state() == StudyState.PAUSED) {
            return new Room(0, 0, EmptyReason.PAUSED, remaining);
        }
        if (progress.state() == StudyState.COMPLETED) {
            return new Room(0, 0, EmptyReason.COMPLETED, remaining);
        }
        int running = progress.count(TrialState.RUNNING);
        int queued = progress.count(TrialState.QUEUED);
        int parallel = limits.parallel() == null ? Integer.MAX_VALUE : Math.max(0, limits.parallel() - running);
        int fresh = isMet(limits, direction, progress, now)
                ? 0
                : remaining == null ? Integer.MAX_VALUE : (int) Math.min(Integer.MAX_VALUE, remaining);
        if (fresh == 0 && queued == 0) {
            return new Room(0, 0, progress.isIdle() ? EmptyReason.COMPLETED : EmptyReason.DRAINING, remaining);
        }
        if (parallel == 0) {
            return new Room(0, 0, EmptyReason.PARALLEL_LIMIT, remaining);
        }
        int total = (int) Math.min(parallel, (long) fresh + queued);
        return new Room(total, Math.min(fresh, parallel), null, remaining);
    }

    /** The same study with nothing to hand out, for this reason. */
    public Room empty(EmptyReason why) {
        return new Room(0, 0, why, remaining);
    }

    /** Whether one of the limits that end a study is met. */
    static boolean isMet(Limits limits, Direction direction, StudyProgress progress, Instant now) {
        if (limits.trials() != null && progress.counted() >= limits.trials()) {
            return true;
        }
        if (limits.seconds() != null && progress.elapsedSeconds(now) >= limits.seconds()) {
            return true;
        }
        if (limits.patience() != null && progress.sinceBest() >= limits.patience()) {
            return true;
        }
        return limits.target() != null
                && progress.bestValue() != null
                && !direction.isBetter(limits.target(), progress.bestValue());
    }
}
