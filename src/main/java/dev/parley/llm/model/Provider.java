package dev.parley.llm.model;

import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Whose interface a model is called by. */
public enum Provider {
    /** OpenAI, and every server that speaks its chat completions: vLLM, llama.cpp, LM Studio, OpenRouter and many more. */
    OPENAI("https://api.openai.com/v1", "OPENAI_API_KEY", "gpt-6-luna"),
    ANTHROPIC("https://api.anthropic.com", "ANTHROPIC_API_KEY", "claude-haiku-4-5"),
    GOOGLE("https://generativelanguage.googleapis.com", "GEMINI_API_KEY", "gemini-3.8-flash"),
    /** A local server that needs no key and has no model until somebody pulls one. */
    OLLAMA("http://127.0.0.1:11434", null, null);

    private final URI home;
    private final @Nullable String keyVariable;
    private final @Nullable String usualModel;

    Provider(String home, @Nullable String keyVariable, @Nullable String usualModel) {
        this.home = URI.create(home);
        this.keyVariable = keyVariable;
        this.usualModel = usualModel;
    }

    /** Where the provider's own server is. */
    URI home() {
        return home;
    }

    /** The environment variable that usually holds the key; null where no key is needed. */
    @Nullable
    String keyVariable() {
        return keyVariable;
    }

    /** A small and quick model of the provider, for keys that are found without being configured. */
    @Nullable
    String usualModel() {
        return usualModel;
    }

    /** Whether a schema may say what the least and the greatest numbers are. */
    boolean takesBounds() {
        return this != ANTHROPIC;
    }

    /** The provider's word, such as {@code openai}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
