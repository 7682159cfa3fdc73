package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.NOBODY;
import static dev.parley.optimizer.pruning.Curves.from;
import static dev.parley.optimizer.pruning.Curves.runningAt;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.testing.PeerCurves;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class AshaPrunerTests {

    private static final double NAN = Double.NaN;

    /** Remembers which rungs a trial is judged at. */
    private static final class Asked implements Peers {
        final List<Long> rungs = new ArrayList<>();

        @Override
        public int complete() {
            return 0;
        }

        @Override
        public double[] at(long step) {
            return new double[0];
        }

        @Override
        public Standing at(long step, double loss) {
            rungs.add(step);
            return new Standing(0, 0);
        }
    }

    private static List<Long> rungs(AshaPruner pruner, long... steps) {
        Asked asked = new Asked();
        pruner.shouldPrune(LearningCurve.of(steps, new double[steps.length]), asked);
        return asked.rungs;
    }

    /** Figure 1 of Li et al.: r = 1, eta = 3, so that rungs lie at 1, 3, 9, …; with s = 1 at 3, 9, …. */
    @Test
    void rungsArePowersOfTheReductionFactor() {
        AshaPruner pruner = new AshaPruner(1, 3, 0, 0);

        assertThat(rungs(pruner, 0, 1)).containsExactly(1L);
        assertThat(rungs(pruner, 1, 2)).isEmpty();
        assertThat(rungs(pruner, 2, 3)).containsExactly(3L);
        assertThat(rungs(pruner, 8, 12)).containsExactly(9L);
        assertThat(rungs(new AshaPruner(1, 3, 1, 0), 0, 1)).isEmpty();
        assertThat(rungs(new AshaPruner(1, 3, 1, 0), 1, 3)).containsExactly(3L);
        assertThat(rungs(new AshaPruner(5, 4, 2, 0), 79, 80)).containsExactly(80L);
    }

    @Test
    void aReportMayReachSeveralRungsAndTheFirstReportAllBelowIt() {
        AshaPruner pruner = new AshaPruner(1, 2, 0, 0);

        assertThat(rungs(pruner, 3, 16)).containsExactly(4L, 8L, 16L);
        assertThat(rungs(pruner, 4)).containsExactly(1L, 2L, 4L);
        assertThat(rungs(pruner, 0)).isEmpty();
    }

    @Test
    void rungsBeyondTheHighestStepAreNeverReached() {
        long last = LearningCurve.MAX_STEP;

        assertThat(rungs(new AshaPruner(1, 2, 0, 0), last - 1, last)).isEmpty();
        assertThat(rungs(new AshaPruner(1, 2, 0, 0), 1L << 51, last)).containsExactly(1L << 52);
        assertThat(rungs(new AshaPruner(last, Integer.MAX_VALUE, 0, 0), 0, last))
                .containsExactly(last);
        assertThat(rungs(new AshaPruner(1, 2, Integer.MAX_VALUE, 0), 0, last)).isEmpty();
        assertThat(rungs(new AshaPruner(Long.MAX_VALUE, 2, 0, 0), 0, last)).isEmpty();
    }

    /** Of 6 at a rung with eta = 3 the best two go on, of 5 the best one. */
    @Test
    void theBestOfEveryReductionFactorGoOn() {
        AshaPruner pruner = new AshaPruner(1, 3, 0, 0);

        assertThat(pruner.shouldPrune(from(1, 0.2), runningAt(1, 0.1, 0.3, 0.4, 0.5, 0.6)))
                .isFalse();
        assertThat(pruner.shouldPrune(from(1, 0.31), runningAt(1, 0.1, 0.3, 0.4, 0.5, 0.6)))
                .isTrue();
        assertThat(pruner.shouldPrune(from(1, 0.2), runningAt(1, 0.1, 0.3, 0.4, 0.5)))
                .isTrue();
    }

    @Test
    void amongFewerThanTheReductionFactorTheBestGoesOn() {
        AshaPruner pruner = new AshaPruner(1, 4, 0, 0);

        assertThat(pruner.shouldPrune(from(1, 0.5), NOBODY)).isFalse();
        assertThat(pruner.shouldPrune(from(1, 0.5), runningAt(1, 0.6))).isFalse();
        assertThat(pruner.shouldPrune(from(1, 0.5), runningAt(1, 0.5))).isFalse();
        assertThat(pruner.shouldPrune(from(1, 0.5), runningAt(1, 0.4))).isTrue();
    }

    @Test
    void othersCountByTheirLossAtTheRungWhateverBecameOfThem() {
        AshaPruner pruner = new AshaPruner(2, 2, 0, 0);
        PeerCurves peers = new PeerCurves(1, List.of(from(0, 0.9, 0.8, 0.7, 0.1)), List.of(from(0, 0.1), from(3, 0.6)));

        assertThat(pruner.shouldPrune(from(2, 0.65), peers)).isTrue();
        assertThat(pruner.shouldPrune(from(2, 0.6), peers)).isFalse();
    }

    @Test
    void theFirstOnesStopUntilThereAreEnough() {
        AshaPruner pruner = new AshaPruner(1, 2, 0, 2);

        assertThat(pruner.shouldPrune(from(1, 0.1), runningAt(1, 0.5))).isTrue();
        assertThat(pruner.shouldPrune(from(1, 0.1), runningAt(1, 0.5, 0.6))).isFalse();
    }

    @Test
    void nanStopsAtARungAndNowhereElseAndIsNotCounted() {
        AshaPruner pruner = new AshaPruner(2, 2, 0, 0);

        assertThat(pruner.shouldPrune(from(0, 1, NAN), NOBODY)).isFalse();
        assertThat(pruner.shouldPrune(from(0, 1, 1, NAN), NOBODY)).isTrue();
        assertThat(pruner.shouldPrune(from(2, 0.5), runningAt(2, 0.4, NAN, NAN, NAN)))
                .isTrue();
    }

    @Test
    void refusesSettingsWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new AshaPruner(0, 2, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new AshaPruner(1, 1, 0, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new AshaPruner(1, 2, -1, 0));
        assertThatIllegalArgumentException().isThrownBy(() -> new AshaPruner(1, 2, 0, -1));
    }
}
