package dev.parley.llm.prompt;

import java.util.Objects;

/**
 * What is sent to a model in one call.
 *
 * @param system the instructions: the same for every study
 * @param user the data
 * @param schema the JSON schema of the answer, for models that can be held to one
 * @param answerTokens about how many tokens the whole answer takes
 */
public record Prompt(String system, String user, String schema, int answerTokens) {

    public Prompt {
        Objects.requireNonNull(system);
        Objects.requireNonNull(user);
        Objects.requireNonNull(schema);
    }

    /** About how many tokens go in, without the schema. */
    public int tokens() {
        return TokenEstimate.of(system) + TokenEstimate.of(user);
    }
}
