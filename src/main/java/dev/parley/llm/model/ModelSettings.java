package dev.parley.llm.model;

import java.net.URI;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A model as configured, {@code parley.models.<name>.*}.
 *
 * @param provider whose interface it is called by
 * @param model the name that the provider knows it by
 * @param baseUrl where the server is, without anything secret; the provider's own by default
 * @param apiKey the key
 * @param temperature how freely it answers, 0 to 2; the provider's default if null
 * @param maxTokens the most tokens of an answer, hidden reasoning included
 * @param timeout how long a call may take, attempts and waiting together
 * @param price what it costs; unknown if null
 * @param requestsPerMinute the most requests in any minute, over all replicas; unlimited if null
 * @param promptTokens the most tokens of a prompt, as Parley estimates them
 */
record ModelSettings(
        Provider provider,
        String model,
        URI baseUrl,
        ApiKey apiKey,
        @Nullable Double temperature,
        int maxTokens,
        Duration timeout,
        @Nullable Price price,
        @Nullable Integer requestsPerMinute,
        int promptTokens) {

    private static final double HOTTEST = 2;
    private static final int MOST_TOKENS = 1_000_000;
    private static final int FEWEST_PROMPT_TOKENS = 1_000;
    private static final int MOST_REQUESTS = 10_000;
    private static final Duration SHORTEST = Duration.ofMillis(100);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    /** How a property that refers to an unset environment variable reads. */
    private static final Pattern UNRESOLVED = Pattern.compile("\\$\\{([^}:]+)}");

    ModelSettings(
            @Nullable Provider provider,
            @Nullable String model,
            @Nullable URI baseUrl,
            @DefaultValue("") ApiKey apiKey,
            @Nullable Double temperature,
            @DefaultValue("4096") int maxTokens,
            @DefaultValue("60s") Duration timeout,
            @Nullable Price price,
            @Nullable Integer requestsPerMinute,
            @DefaultValue("3000") int promptTokens) {
        if (provider == null) {
            throw new IllegalArgumentException("provider must be one of openai, anthropic, google and ollama");
        }
        if (model == null || model.isBlank()) {
            throw new IllegalArgumentException("model must be the name that " + provider + " knows the model by");
        }
        this.provider = provider;
        this.model = model.strip();
        this.baseUrl = baseUrl == null ? provider.home() : checked(baseUrl);
        this.apiKey = checked(apiKey, provider, baseUrl != null);
        this.temperature = temperature;
        this.maxTokens = maxTokens;
        this.timeout = timeout;
        this.price = price;
        this.requestsPerMinute = requestsPerMinute;
        this.promptTokens = promptTokens;
        require(
                temperature == null || (temperature >= 0 && temperature <= HOTTEST),
                "temperature must be from 0 to 2, not " + temperature);
        require(maxTokens >= 1 && maxTokens <= MOST_TOKENS, "max-tokens must be from 1 to 1000000, not " + maxTokens);
        require(
                timeout.compareTo(SHORTEST) >= 0 && timeout.compareTo(LONGEST) <= 0,
                "timeout must be from 100ms to 10m, not " + timeout.toMillis() + "ms");
        require(
                requestsPerMinute == null || (requestsPerMinute >= 1 && requestsPerMinute <= MOST_REQUESTS),
                "requests-per-minute must be from 1 to 10000, not " + requestsPerMinute);
        require(
                promptTokens >= FEWEST_PROMPT_TOKENS && promptTokens <= MOST_TOKENS,
                "prompt-tokens must be from 1000 to 1000000, not " + promptTokens);
    }

    /** The same of another model of the same provider and server. */
    ModelSettings of(String other) {
        return new ModelSettings(
                provider,
                other,
                baseUrl,
                apiKey,
                temperature,
                maxTokens,
                timeout,
                price,
                requestsPerMinute,
                promptTokens);
    }

    /** Whether the server is the provider's own. */
    boolean isAtHome() {
        return baseUrl.equals(provider.home());
    }

    private static void require(boolean holds, String message) {
        if (!holds) {
            throw new IllegalArgumentException(message);
        }
    }

    /** Says nothing of the URL itself, since a key may stand in it. */
    private static URI checked(URI baseUrl) {
        String scheme = baseUrl.getScheme();
        require(
                ("http".equals(scheme) || "https".equals(scheme)) && baseUrl.getHost() != null,
                "base-url must begin with http:// or https:// and a host");
        require(
                baseUrl.getRawUserInfo() == null && baseUrl.getRawQuery() == null && baseUrl.getRawFragment() == null,
                "base-url must have no user, password, query or fragment; the key belongs into api-key");
        return baseUrl;
    }

    private static ApiKey checked(ApiKey apiKey, Provider provider, boolean isElsewhere) {
        Matcher unresolved = UNRESOLVED.matcher(apiKey.secret());
        if (unresolved.matches()) {
            throw new IllegalArgumentException(
                    "api-key refers to the variable " + unresolved.group(1) + ", which is not set");
        }
        boolean isNeeded = switch (provider) {
            case OPENAI -> !isElsewhere;
            case ANTHROPIC, GOOGLE -> true;
            case OLLAMA -> false;
        };
        require(
                !isNeeded || !apiKey.isNone(),
                "api-key must be set, to ${" + provider.keyVariable() + "} for instance");
        return apiKey;
    }
}
