package dev.parley.rules;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** What ends or throttles a study; null for what does not. */
record ModelLimits(
        @Nullable Integer trials,
        @Nullable Integer parallel,
        @Nullable Integer patience,
        @Nullable Double target) {

    /** Limits that a study of a few dozen calls is likely to meet. */
    static ModelLimits random(RandomGenerator random) {
        return new ModelLimits(
                random.nextInt(3) == 0 ? null : 1 + random.nextInt(12),
                random.nextInt(2) == 0 ? null : 1 + random.nextInt(4),
                random.nextInt(4) == 0 ? 1 + random.nextInt(5) : null,
                random.nextInt(6) == 0 ? 0.1 : null);
    }

    /** The limits as a member of a JSON merge patch. */
    String json() {
        return "'limits': {'trials': %s, 'parallel': %s, 'patience': %s, 'target': %s}"
                .formatted(trials, parallel, patience, target);
    }

    /** Whether one of those that end a study is met. */
    boolean areMet(int counted, int sinceBest, @Nullable Double best) {
        return (trials != null && counted >= trials)
                || (patience != null && sinceBest >= patience)
                || (target != null && best != null && best <= target);
    }
}
