package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.testing.PeerCurves;
import java.util.List;
import org.junit.jupiter.api.Test;

class LearningCurveTests {

    @Test
    void reportsComeInAnyOrderAndStandByStep() {
        LearningCurve curve = LearningCurve.of(new long[] {7, 0, 3}, new double[] {0.2, 0.9, 0.1});

        assertThat(curve.size()).isEqualTo(3);
        assertThat(curve.step(0)).isEqualTo(0);
        assertThat(curve.loss(0)).isEqualTo(0.9);
        assertThat(curve.stepBefore()).isEqualTo(3);
        assertThat(curve.lastStep()).isEqualTo(7);
        assertThat(curve.lastLoss()).isEqualTo(0.2);
        assertThat(curve.best()).isEqualTo(0.1);
    }

    @Test
    void aSingleReportHasNoneBeforeIt() {
        assertThat(LearningCurve.of(new long[] {0}, new double[] {1}).stepBefore())
                .isEqualTo(-1);
    }

    @Test
    void theBestLeavesOutNaNButNotInfinities() {
        double nan = Double.NaN;
        double infinite = Double.POSITIVE_INFINITY;
        LearningCurve curve = LearningCurve.of(new long[] {0, 1, 2, 3}, new double[] {nan, infinite, nan, 5});

        assertThat(curve.best()).isEqualTo(5);
        assertThat(curve.best(0, 3)).isEqualTo(infinite);
        assertThat(curve.best(0, 1)).isNaN();
        assertThat(curve.best(2, 2)).isNaN();
    }

    @Test
    void aCurveDoesNotChangeWithWhatItWasMadeOf() {
        long[] steps = {0, 1};
        double[] losses = {3, 4};
        LearningCurve curve = LearningCurve.of(steps, losses);
        steps[1] = 9;
        losses[1] = 9;

        assertThat(curve.lastStep()).isEqualTo(1);
        assertThat(curve.lastLoss()).isEqualTo(4);
    }

    @Test
    void refusesWhatIsNoCurve() {
        assertThatIllegalArgumentException().isThrownBy(() -> LearningCurve.of(new long[0], new double[0]));
        assertThatIllegalArgumentException().isThrownBy(() -> LearningCurve.of(new long[1], new double[2]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningCurve.of(new long[] {4, 4}, new double[2]))
                .withMessageContaining("4");
        assertThatIllegalArgumentException().isThrownBy(() -> LearningCurve.of(new long[] {-1}, new double[1]));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> LearningCurve.of(new long[] {LearningCurve.MAX_STEP + 1}, new double[1]));
    }

    @Test
    void peersAnswerByStep() {
        LearningCurve early = LearningCurve.of(new long[] {1, 2}, new double[] {0.5, 0.4});
        LearningCurve broken = LearningCurve.of(new long[] {1, 5}, new double[] {Double.NaN, 0.7});
        LearningCurve lower = LearningCurve.of(new long[] {0, 1}, new double[] {0.6, 0.3});
        LearningCurve running = LearningCurve.of(new long[] {4}, new double[] {0.8});
        Peers peers = new PeerCurves(4, List.of(broken, early, lower), List.of(running));

        assertThat(peers.complete()).isEqualTo(4);
        assertThat(peers.at(1)).containsExactly(0.3, 0.5, Double.NaN);
        assertThat(peers.at(3)).isEmpty();
        assertThat(peers.at(2, 0.7)).isEqualTo(new Peers.Standing(3, 1));
        assertThat(peers.at(1, 1.0)).isEqualTo(new Peers.Standing(3, 3));
        assertThat(peers.at(6, 0.1)).isEqualTo(new Peers.Standing(0, 0));
    }

    @Test
    void theEndOfACurveIsACurve() {
        LearningCurve curve = LearningCurve.of(new long[] {1, 2, 4}, new double[] {0.5, 0.4, 0.3});

        assertThat(curve.last(3)).isSameAs(curve);
        assertThat(curve.last(2).size()).isEqualTo(2);
        assertThat(curve.last(2).step(0)).isEqualTo(2);
        assertThat(curve.last(1).lastLoss()).isEqualTo(0.3);
    }
}
