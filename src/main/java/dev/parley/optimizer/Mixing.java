package dev.parley.optimizer;

import dev.parley.optimizer.space.Configuration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What there was to choose from when a suggestion was made with a model's counsel at hand, and how it was chosen.
 *
 * @param proposal the id of the proposal that it is; {@value #NO_PROPOSAL} where it is the engine's
 * @param turn how the model took part
 * @param acquisitionRank the proposal's place, from 0, by the engine's acquisition among the usable proposals and the engine's
 *     own suggestion; null where it is the engine's, or where the engine had no judgement
 * @param credit what the model had earned by then, at least 0
 * @param odds how probably the model was to have its turn, from 0 to 1
 * @param engines what the engine alone would have suggested; null where the suggestion is that
 * @param best the id of the proposal that the model alone would have had: the first in its order; {@value #NO_PROPOSAL} where
 *     none was usable
 * @param reranking how the model's predictions had a say among the engine's candidates; null where they had none
 */
public record Mixing(
        long proposal,
        Turn turn,
        @Nullable Integer acquisitionRank,
        double credit,
        double odds,
        @Nullable Configuration engines,
        long best,
        @Nullable Reranking reranking) {

    /** Stands for the id of a proposal where there is none. */
    public static final long NO_PROPOSAL = -1;

    public Mixing {
        Objects.requireNonNull(turn);
        if ((turn == Turn.NONE || turn == Turn.RERANKED) != (proposal == NO_PROPOSAL)) {
            throw new IllegalArgumentException("a turn %s cannot have proposal %d".formatted(turn, proposal));
        }
    }
}
