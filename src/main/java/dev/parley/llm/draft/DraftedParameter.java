package dev.parley.llm.draft;

import dev.parley.study.ParameterDefinition;
import java.util.Objects;

/**
 * A parameter that a model drafted.
 *
 * @param definition the parameter
 * @param reason why it matters and why its range is what it is, in the model's words: one line of plain text, not escaped
 */
public record DraftedParameter(ParameterDefinition definition, String reason) {

    public DraftedParameter {
        Objects.requireNonNull(definition);
        Objects.requireNonNull(reason);
    }
}
