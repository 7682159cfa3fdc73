package dev.parley.llm.model;

import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.env.Environment;
import org.springframework.http.client.JdkClientHttpRequestFactory;
import org.springframework.web.client.RestClient;
import org.springframework.web.client.RestClientException;
import tools.jackson.databind.JsonNode;

/** Models that nobody configured: by the variables that usually hold keys, and of an Ollama on this machine. */
final class FoundModels {

    private static final Logger log = LoggerFactory.getLogger(FoundModels.class);

    private static final int USUAL_TOKENS = 4096;
    private static final int USUAL_PROMPT = 3_000;
    private static final Duration USUAL_TIMEOUT = Duration.ofSeconds(60);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    /** What the names of models that only make embeddings have in them. */
    private static final String EMBEDDING = "embed";

    private FoundModels() {}

    /** A model for each key, by the provider's word, in the order of {@link Provider}. */
    static Map<String, ModelSettings> inVariables(Environment environment) {
        Map<String, ModelSettings> found = new LinkedHashMap<>();
        for (Provider provider : Provider.values()) {
            String variable = provider.keyVariable();
            String key = variable == null ? null : environment.getProperty(variable);
            if (key != null && !key.isBlank()) {
                found.put(provider.toString(), usual(provider, provider.usualModel(), null, new ApiKey(key)));
            }
        }
        return found;
    }

    /** The first model that an Ollama lists; empty if none is there. */
    static Optional<ModelSettings> inOllama(URI server) {
        JdkClientHttpRequestFactory requests = new JdkClientHttpRequestFactory();
        requests.setReadTimeout(PATIENCE);
        try {
            JsonNode answer = RestClient.builder()
                    .requestFactory(requests)
                    .baseUrl(server)
                    .build()
                    .get()
                    .uri("/api/tags")
                    .retrieve()
                    .body(JsonNode.class);
            return answer == null ? Optional.empty() : firstOf(answer.path("models"), server);
        } catch (RestClientException absent) {
            log.debug("There is no Ollama at {}: {}", server, absent.getMessage());
            return Optional.empty();
        }
    }

    private static Optional<ModelSettings> firstOf(JsonNode models, URI server) {
        for (JsonNode model : models) {
            String name = model.path("name").asString("");
            if (!name.isBlank() && !name.contains(EMBEDDING)) {
                return Optional.of(usual(Provider.OLLAMA, name, server, ApiKey.NONE));
            }
        }
        return Optional.empty();
    }

    private static ModelSettings usual(
            Provider provider, @Nullable String model, @Nullable URI baseUrl, ApiKey apiKey) {
        return new ModelSettings(
                provider, model, baseUrl, apiKey, null, USUAL_TOKENS, USUAL_TIMEOUT, null, null, USUAL_PROMPT);
    }
}
