package dev.parley.llm.model;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Shows what a model needs. */
class ModelConfigurationFailureAnalyzer extends AbstractFailureAnalyzer<ModelConfigurationException> {

    @Override
    protected FailureAnalysis analyze(Throwable failure, ModelConfigurationException cause) {
        String action = """
            Correct the property, or remove the model: Parley runs without any. One looks like this:
              parley:
                default-model: small
                models:
                  small: {provider: openai, model: gpt-6-luna, api-key: "${OPENAI_API_KEY}"}
            docs/models.md explains every property.\
            """;
        return new FailureAnalysis(String.valueOf(cause.getMessage()), action, failure);
    }
}
