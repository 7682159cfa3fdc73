package dev.parley.llm.model;

import org.jspecify.annotations.Nullable;

/**
 * What a model is asked.
 *
 * @param system what it is and how it is to answer
 * @param user the matter at hand
 * @param schema the JSON schema that the answer must fit, for providers that can hold a model to one; null for free text
 */
public record Question(String system, String user, @Nullable String schema) {

    /** The same question, to be answered in free text. */
    Question withoutSchema() {
        return new Question(system, user, null);
    }
}
