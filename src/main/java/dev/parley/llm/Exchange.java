package dev.parley.llm;

import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model and its answer.
 *
 * @param number its number in the study, from 0; numbers of calls that were not needed are left out
 * @param model the model's name in the configuration
 * @param settings what it was asked with: provider, model, temperature and the like
 * @param promptHash the SHA-256 of both texts of the prompt, in hexadecimal digits
 * @param system the text that says what to do; null where only hashes are kept
 * @param prompt the text that says what is known; null where only hashes are kept
 * @param answer the model's answer as it came; null where none came or only hashes are kept
 * @param answerHash the answer's SHA-256; null where none came
 * @param outcome {@code answered}, or the kind of failure
 * @param reason what went wrong, in words; null where nothing did
 * @param fates how many proposals of the answer were taken, repaired or refused, by kind
 * @param ranges where the model looks from then on, by parameter, if it works in a loop: the smallest and the largest value, or
 *     choices; the whole range of a parameter that is not there
 * @param repeated what it proposed although it was tried or proposed already; null if nothing
 * @param inputTokens tokens sent; null where the server did not say
 * @param outputTokens tokens received; null likewise
 * @param cost the cost, in the currency of the model's price; null without a price
 * @param milliseconds how long the model took
 * @param createdAt when it was asked
 */
@Schema(name = "Exchange")
record Exchange(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int number,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String model,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Object> settings,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String promptHash,
        @Nullable String system,
        @Nullable String prompt,
        @Nullable String answer,
        @Nullable String answerHash,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) String outcome,
        @Nullable String reason,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Map<String, Integer> fates,
        @Nullable Map<String, List<Object>> ranges,
        @Nullable List<Map<String, Object>> repeated,
        @Nullable Long inputTokens,
        @Nullable Long outputTokens,
        @Nullable Double cost,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) long milliseconds,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt) {}
