package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Turn;
import org.jspecify.annotations.Nullable;

/**
 * Who has a trial.
 *
 * @param turn how the model takes part
 * @param proposal what is to be tried; null where it is the engine's suggestion, and the turn none
 * @param rank the proposal's place by the engine's acquisition, from 0; null where there is none
 * @param credit what the model had earned
 * @param odds how probably the model was to have the trial
 */
record Choice(
        Turn turn, @Nullable Proposal proposal, @Nullable Integer rank, double credit, double odds) {

    /** The model's turn with this proposal; the engine's where there is none. */
    static Choice of(Turn turn, @Nullable Proposal proposal, double credit, double odds) {
        return new Choice(proposal == null ? Turn.NONE : turn, proposal, null, credit, odds);
    }
}
