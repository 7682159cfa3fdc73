package dev.parley.webhook;

import dev.parley.trial.TrialResponse;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a message says of a trial.
 *
 * @param number its number in the study
 * @param configuration the active parameters and their values
 * @param values the objectives' values by name; absent where none were told
 * @param worker who had it last
 * @param reason why it ended so
 */
record TrialNote(
        int number,
        Map<String, Object> configuration,
        @Nullable Map<String, Double> values,
        @Nullable String worker,
        @Nullable String reason) {

    static TrialNote of(TrialResponse trial) {
        return new TrialNote(trial.number(), trial.configuration(), trial.values(), trial.worker(), trial.reason());
    }
}
