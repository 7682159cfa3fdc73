package dev.parley.llm;

import dev.parley.llm.model.Answer;
import dev.parley.llm.model.Failure;
import dev.parley.llm.model.ModelCard;
import dev.parley.llm.model.Question;
import dev.parley.llm.model.Reply;
import dev.parley.llm.model.Tokens;
import io.swagger.v3.oas.annotations.media.Schema;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One request to a model and its answer.
 *
 * @param number its number in the study, from 0; numbers of calls that were not needed are left out
 * @param kind what it was about
 * @param model the model's name in the configuration
 * @param settings what it was asked with: provider, model, temperature and the like
 * @param promptHash the SHA-256 of both texts of the prompt, in hexadecimal digits
 * @param system the text that says what to do; null where only hashes are kept
 * @param prompt the text that says what is known; null where only hashes are kept
 * @param answer the model's answer as it came; null where none came or only hashes are kept
 * @param answerHash the answer's SHA-256; null where none came
 * @param outcome {@code answered}, or the kind of failure
 * @param reason what went wrong, in words; null where nothing did
 * @param fates how many proposals or predictions of the answer were taken, repaired or refused, by kind
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
public record Exchange(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) int number,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Kind kind,
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
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) Instant createdAt) {

    /** What a model was asked for. */
    @Schema(name = "ExchangeKind")
    public enum Kind {
        /** Configurations that are worth a trial. */
        PROPOSALS,
        /** The scores of configurations. */
        PREDICTIONS;

        /** The kind's word, such as {@code proposals}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * The record of one call.
     *
     * @param number its number in the study
     * @param fates how many of what was asked for were taken, repaired or refused, by kind
     * @param cost what it cost
     * @param at when it was asked
     */
    public static Exchange of(
            int number,
            Kind kind,
            ModelCard card,
            Question question,
            Reply reply,
            Map<String, Integer> fates,
            Cost cost,
            Instant at) {
        String text = reply instanceof Answer answer ? answer.text() : null;
        Failure failure = reply instanceof Failure failed ? failed : null;
        Tokens tokens = reply.tokens();
        return new Exchange(
                number,
                kind,
                card.name(),
                settings(card),
                hash(question),
                question.system(),
                question.user(),
                text,
                text == null ? null : Exchanges.hash(text),
                failure == null ? "answered" : failure.kind().toString(),
                failure == null ? null : failure.reason(),
                fates,
                null,
                null,
                tokens == null ? null : (Long) tokens.input(),
                tokens == null ? null : (Long) tokens.output(),
                card.price() == null ? null : (Double) cost.money().doubleValue(),
                reply.latency().toMillis(),
                at);
    }

    /** The same with where a model in a loop looks, and what it repeated. */
    Exchange with(@Nullable Map<String, List<Object>> moved, @Nullable List<Map<String, Object>> repetitions) {
        return new Exchange(
                number,
                kind,
                model,
                settings,
                promptHash,
                system,
                prompt,
                answer,
                answerHash,
                outcome,
                reason,
                fates,
                moved,
                repetitions,
                inputTokens,
                outputTokens,
                cost,
                milliseconds,
                createdAt);
    }

    /** The hash of all that was said, in its order. */
    private static String hash(Question question) {
        List<String> said = new ArrayList<>();
        said.add(question.system());
        question.earlier().forEach(spoken -> said.addAll(List.of(spoken.user(), spoken.assistant())));
        said.add(question.user());
        return Exchanges.hash(said.toArray(String[]::new));
    }

    private static Map<String, Object> settings(ModelCard card) {
        Map<String, Object> settings = new LinkedHashMap<>();
        settings.put("provider", card.provider().toString());
        settings.put("model", card.model());
        if (card.temperature() != null) {
            settings.put("temperature", card.temperature());
        }
        settings.put("maxTokens", card.maxTokens());
        return settings;
    }
}
