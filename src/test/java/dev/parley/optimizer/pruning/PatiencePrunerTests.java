package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;
import static dev.parley.optimizer.pruning.Curves.NOBODY;
import static dev.parley.optimizer.pruning.Curves.completeAt;
import static dev.parley.optimizer.pruning.Curves.curve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

class PatiencePrunerTests {

    private static final double NAN = Double.NaN;

    private static boolean prunes(int patience, double minDelta, double... losses) {
        return new PatiencePruner(patience, minDelta, null).shouldPrune(curve(losses), NOBODY);
    }

    /** The best before is 0.5, at the second report; with a patience of 2 the last three decide. */
    @Test
    void stopsWhatHasBeenWorseThanItsBestForLongerThanItsPatience() {
        assertThat(prunes(2, 0, 0.9, 0.5, 0.6, 0.7)).isFalse();
        assertThat(prunes(2, 0, 0.9, 0.5, 0.6, 0.7, 0.8)).isTrue();
        assertThat(prunes(2, 0, 0.9, 0.5, 0.6, 0.7, 0.5)).isFalse();
        assertThat(prunes(3, 0, 0.9, 0.5, 0.6, 0.7, 0.8)).isFalse();
    }

    @Test
    void withoutPatienceEveryReportThatIsWorseThanTheBestStops() {
        assertThat(prunes(0, 0, 0.5)).isFalse();
        assertThat(prunes(0, 0, 0.5, 0.5)).isFalse();
        assertThat(prunes(0, 0, 0.5, 0.6)).isTrue();
    }

    @Test
    void whatIsWorseByNoMoreThanTheDeltaGoesOn() {
        assertThat(prunes(0, 0.25, 0.5, 0.75)).isFalse();
        assertThat(prunes(0, 0.25, 0.5, 0.8)).isTrue();
    }

    @Test
    void nanIsNoBest() {
        assertThat(prunes(1, 0, NAN, 0.5, NAN, 0.6)).isTrue();
        assertThat(prunes(1, 0, 0.5, 0.4, NAN, NAN)).isFalse();
        assertThat(prunes(1, 0, NAN, NAN, 0.5, 0.6)).isFalse();
    }

    @Test
    void anotherPrunerDecidesOnceThereIsNoImprovement() {
        PatiencePruner pruner = new PatiencePruner(0, 0, new PercentilePruner(50, 1, ALWAYS, 1));

        assertThat(pruner.shouldPrune(curve(0.5, 0.6), completeAt(1, 0.4))).isTrue();
        assertThat(pruner.shouldPrune(curve(0.5, 0.6), completeAt(1, 0.5))).isFalse();
        assertThat(pruner.shouldPrune(curve(0.6, 0.5), completeAt(1, 0.4))).isFalse();
    }

    @Test
    void refusesSettingsWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new PatiencePruner(-1, 0, null));
        for (double delta : new double[] {-0.1, NAN, Double.POSITIVE_INFINITY}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PatiencePruner(0, delta, null))
                    .withMessageContaining(String.valueOf(delta));
        }
    }
}
