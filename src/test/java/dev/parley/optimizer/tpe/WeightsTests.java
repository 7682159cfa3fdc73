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
    void thePriorWeighsAsMuchAsImprovementsDoOnAverage() {
        double[] weights = Weights.byImprovement(new double[] {4, 2, 1}, 1);
        assertThat(weights).usingComparatorWithPrecision(1e-15).containsExactly(1, 0.5, 0.25, 1.75 / 3);
    }

    @Test
    void thePriorMayWeighLessThanTheirMean() {
        double[] weights = Weights.byImprovement(new double[] {4, 2, 1}, 0.5);
        assertThat(weights).usingComparatorWithPrecision(1e-15).containsExactly(1, 0.5, 0.25, 1.75 / 6);
    }

    @Test
    void whatImprovesNothingStillWeighsSomething() {
        assertThat(Weights.byImprovement(new double[] {5, 0}, 1)[1])
                .isPositive()
                .isCloseTo(0, within(1e-11));
    }

    @Test
    void nothingImprovedMeansEqualWeights() {
        assertThat(Weights.byImprovement(new double[] {0, 0}, 1)).containsExactly(1, 1, 1);
    }
}
