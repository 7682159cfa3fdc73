package dev.parley.llm.answer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;
import java.util.Set;

/**
 * A proposal that can be used.
 *
 * @param configuration a whole point of the space
 * @param rationale why the model proposes it, in its words: one line of plain text, perhaps empty, not escaped
 * @param repairs what was put right in it; empty if it was valid as it came
 */
public record AcceptedProposal(Configuration configuration, String rationale, Set<Repair> repairs) {

    public AcceptedProposal {
        Objects.requireNonNull(configuration);
        Objects.requireNonNull(rationale);
        repairs = Set.copyOf(repairs);
    }
}
