package dev.parley.llm.model;

import java.net.URI;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * What may be told and recorded of a model: all of its settings but the key.
 *
 * @param name the name it is configured under
 * @param provider whose interface it is called by
 * @param model the name that the provider knows it by
 * @param baseUrl where its server is; null at the provider's own
 * @param temperature how freely it answers; the provider's default if null
 * @param maxTokens the most tokens of an answer
 * @param timeout how long a call may take
 * @param price what it costs; unknown if null
 * @param requestsPerMinute the most requests in any minute, over all replicas; unlimited if null
 * @param promptTokens the most tokens of a prompt
 */
public record ModelCard(
        String name,
        Provider provider,
        String model,
        @Nullable URI baseUrl,
        @Nullable Double temperature,
        int maxTokens,
        Duration timeout,
        @Nullable Price price,
        @Nullable Integer requestsPerMinute,
        int promptTokens) {

    static ModelCard of(String name, ModelSettings settings) {
        return new ModelCard(
                name,
                settings.provider(),
                settings.model(),
                settings.isAtHome() ? null : settings.baseUrl(),
                settings.temperature(),
                settings.maxTokens(),
                settings.timeout(),
                settings.price(),
                settings.requestsPerMinute(),
                settings.promptTokens());
    }
}
