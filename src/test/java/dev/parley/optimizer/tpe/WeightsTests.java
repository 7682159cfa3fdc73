package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

class WeightsTests {

    @Test
    void recencyRampsUpOverAllButTheNewestTwentyFive() {
        assertThat(Weights.byRecency(3)).containsExactly(1, 1, 1, 1);
        double[] weights = Weights.byRecency(28);
        assertThat(weights).hasSize(29).startsWith(1 / 28.0, 0.5 * (1 + 1 / 28.0), 1);
        assertThat(Arrays.stream(weights, 2, 29)).containsOnly(1.0);
    }

    @Test
    void improvementsAreDistancesToTheBestAboveAndThePriorTheirMean() {
        double[] weights = Weights.byImprovement(new double[] {1, 3, 4}, 5, 1);
        assertThat(weights).usingComparatorWithPrecision(1e-15).containsExactly(1, 0.5, 0.25, 1.75 / 3);
    }

    @Test
    void thePriorMayWeighLessThanTheirMean() {
        double[] weights = Weights.byImprovement(new double[] {1, 3, 4}, 5, 0.5);
        assertThat(weights).usingComparatorWithPrecision(1e-15).containsExactly(1, 0.5, 0.25, 1.75 / 6);
    }

    @Test
    void aLossAsHighAsTheBestAboveStillWeighsSomething() {
        assertThat(Weights.byImprovement(new double[] {0, 5}, 5, 1)[1])
                .isPositive()
                .isCloseTo(0, within(1e-11));
    }

    @Test
    void nothingImprovedMeansEqualWeights() {
        assertThat(Weights.byImprovement(new double[] {2, 2}, 2, 1)).containsExactly(1, 1, 1);
    }

    @Test
    void theLargestDoublesDoNotOverflow() {
        assertThat(Weights.byImprovement(new double[] {-Double.MAX_VALUE, 0}, Double.MAX_VALUE, 1))
                .containsExactly(1, 0.5, 0.75);
    }
}
