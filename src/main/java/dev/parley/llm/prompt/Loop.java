package dev.parley.llm.prompt;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Where a model stands that chooses one configuration after another and moves its ranges as it learns.
 *
 * @param ranges where it is looking
 * @param endedBefore how many trials had ended when it was last told of them, where it remembers what it was told; null to tell
 *     it everything
 */
public record Loop(Ranges ranges, @Nullable Integer endedBefore) {

    public Loop {
        Objects.requireNonNull(ranges);
    }
}
