package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Suggestion;
import java.util.random.RandomGenerator;

/** Decides who has the next trial, in one call of a mix. */
interface Rule {

    /** Keeps the rules' randomness apart from that of the engines. */
    long APART = 0x6D6F64656C73L;

    /**
     * Decides on one trial.
     *
     * @param known the history, with the call's earlier suggestions as pending trials
     * @param engines what the engine suggests for it
     * @param draw the trial's draw
     */
    Choice choose(History known, Suggestion engines, Draw draw);

    /** The rules' own randomness for a draw. */
    static RandomGenerator random(Draw draw) {
        return new Draw(draw.seed() ^ APART, draw.number()).random();
    }
}
