package dev.parley.llm.draft;

import dev.parley.optimizer.space.Fault;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A search space as a model drafted it.
 *
 * @param parameters those that together are a valid space, parents before children; empty if none is valid
 * @param faults what is wrong with the others, with pointers into the model's list; empty if nothing is
 * @param feedback the message that asks for a better draft; null if there are no faults
 */
public record Draft(
        List<DraftedParameter> parameters,
        List<Fault> faults,
        @Nullable String feedback) {

    public Draft {
        parameters = List.copyOf(parameters);
        faults = List.copyOf(faults);
    }
}
