package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;
import static dev.parley.optimizer.pruning.Curves.completeAt;
import static dev.parley.optimizer.pruning.Curves.curve;
import static dev.parley.optimizer.pruning.Curves.from;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.testing.PeerCurves;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PercentilePrunerTests {

    private static final double NAN = Double.NaN;
    private static final double INFINITE = Double.POSITIVE_INFINITY;

    private static boolean prunes(double percentile, double loss, double... peers) {
        return new PercentilePruner(percentile, 0, ALWAYS, 1).shouldPrune(from(3, loss), completeAt(3, peers));
    }

    /** {@code np.percentile([0.1, 0.25, 0.4, 0.7], p)}. */
    @ParameterizedTest
    @CsvSource({"0, 0.1", "10, 0.145", "25, 0.2125", "33.3, 0.24985", "50, 0.325", "75, 0.475", "100, 0.7"})
    void thePercentileIsNumPys(double percentile, double expected) {
        double[] peers = {0.7, 0.1, 0.4, 0.25};

        assertThat(prunes(percentile, expected + 1e-12, peers)).isTrue();
        assertThat(prunes(percentile, expected - 1e-12, peers)).isFalse();
    }

    @Test
    void whoIsAtThePercentileGoesOn() {
        assertThat(prunes(50, 2, 1, 2, 3)).isFalse();
        assertThat(prunes(50, 2.5, 1, 2, 3, 4)).isFalse();
    }

    /**
     * Vizier's rule with three complete trials by hand: medians 0.8, 0.6, 0.5 at the steps 0, 1, 2; the trial's best so far is
     * 0.9, 0.55, 0.55.
     */
    @Test
    void theBestSoFarIsComparedWithTheMedianAtTheLastStep() {
        Peers peers =
                new PeerCurves(3, List.of(curve(0.8, 0.6, 0.5), curve(0.7, 0.5, 0.4), curve(0.9, 0.8, 0.8)), List.of());
        PercentilePruner pruner = new PercentilePruner(50, 3, ALWAYS, 1);

        assertThat(pruner.shouldPrune(curve(0.9), peers)).isTrue();
        assertThat(pruner.shouldPrune(curve(0.9, 0.55), peers)).isFalse();
        assertThat(pruner.shouldPrune(curve(0.9, 0.55, 0.7), peers)).isTrue();
    }

    @Test
    void trialsThatAreNotCompleteDoNotCount() {
        Peers peers = new PeerCurves(1, List.of(curve(0.5)), List.of(curve(0.1), curve(0.1), curve(0.1)));

        assertThat(new PercentilePruner(50, 1, ALWAYS, 1).shouldPrune(curve(0.4), peers))
                .isFalse();
    }

    @Test
    void startupTrialsAreCompleteOnesWithReportsOrWithout() {
        PercentilePruner pruner = new PercentilePruner(50, 3, ALWAYS, 1);
        List<LearningCurve> one = List.of(curve(0.1));

        assertThat(pruner.shouldPrune(curve(0.4), new PeerCurves(2, one, List.of())))
                .isFalse();
        assertThat(pruner.shouldPrune(curve(0.4), new PeerCurves(3, one, List.of())))
                .isTrue();
    }

    @Test
    void tooFewReportsAtTheStepDecideNothing() {
        PercentilePruner pruner = new PercentilePruner(50, 0, ALWAYS, 3);

        assertThat(pruner.shouldPrune(from(3, 9), completeAt(3, 1, 2))).isFalse();
        assertThat(pruner.shouldPrune(from(3, 9), completeAt(3, 1, 2, NAN))).isTrue();
        assertThat(pruner.shouldPrune(from(4, 9), completeAt(3, 1, 2, 3))).isFalse();
    }

    @Test
    void nanHasNoPlaceAndATrialOfNothingElseStops() {
        assertThat(prunes(50, 2, NAN, 1, NAN, 3)).isFalse();
        assertThat(prunes(50, 2.1, NAN, 1, NAN, 3)).isTrue();
        assertThat(prunes(50, 2, NAN, NAN)).isFalse();
        assertThat(prunes(50, NAN, 1, 2, 3)).isTrue();
        assertThat(prunes(50, NAN, NAN)).isTrue();
    }

    @Test
    void nextToAnInfiniteLossThePercentileIsTheHigherOne() {
        assertThat(prunes(50, 2.1, 1, 2, INFINITE)).isTrue();
        assertThat(prunes(50, 1e300, 1, 2, INFINITE, INFINITE)).isFalse();
        assertThat(prunes(25, 1.5, -INFINITE, 1, 2)).isTrue();
        assertThat(prunes(25, 0.5, -INFINITE, 1, 2)).isFalse();
        assertThat(prunes(50, INFINITE, INFINITE, INFINITE)).isFalse();
        assertThat(prunes(50, 1.2e308, -1.5e308, 1.5e308)).isFalse();
    }

    @Test
    void refusesSettingsWithoutSense() {
        for (double percentile : new double[] {-1, 100.1, NAN}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> new PercentilePruner(percentile, 0, ALWAYS, 1))
                    .withMessageContaining(String.valueOf(percentile));
        }
        assertThatIllegalArgumentException().isThrownBy(() -> new PercentilePruner(50, -1, ALWAYS, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new PercentilePruner(50, 0, ALWAYS, 0));
    }
}
