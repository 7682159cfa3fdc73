package dev.parley.llm.model;

import java.net.URI;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Where to look for models when none is configured, {@code parley.model-search.*}.
 *
 * @param variables whether to look into the environment variables that usually hold providers' keys
 * @param ollama whether to ask for an Ollama, if the variables hold nothing
 * @param ollamaUrl where it would be
 */
@ConfigurationProperties("parley.model-search")
record ModelSearch(
        @DefaultValue("true") boolean variables,
        @DefaultValue("true") boolean ollama,
        @DefaultValue("http://127.0.0.1:11434") URI ollamaUrl) {}
