package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;

/** The best trial by one objective. */
final class BestTrial implements Incumbent {

    private final History history;
    private final Direction direction;
    private final Noise noise;
    private int leader = -1;

    /**
     * The best trial of some.
     *
     * @param before the numbers of those that came before all others, in any order
     */
    BestTrial(History history, Direction direction, int[] before, Noise noise) {
        this.history = history;
        this.direction = direction;
        this.noise = noise;
        for (int number : before) {
            leader = leads(number) ? number : leader;
        }
    }

    private boolean leads(int number) {
        return leader < 0 || direction.isBetter(history.value(number, 0), history.value(leader, 0));
    }

    @Override
    public boolean isSurpassedBy(int number) {
        if (!leads(number)) {
            return false;
        }
        boolean isSurpassed = leader >= 0 && noise.isSurpassed(leader, number);
        leader = number;
        return isSurpassed;
    }
}
