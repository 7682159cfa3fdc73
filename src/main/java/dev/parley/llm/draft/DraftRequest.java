package dev.parley.llm.draft;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a search space is drafted from.
 *
 * @param description what is to be optimized, in words
 * @param code the program, or the list of its arguments; null if there is none
 */
public record DraftRequest(String description, @Nullable String code) {

    public DraftRequest {
        Objects.requireNonNull(description);
    }
}
