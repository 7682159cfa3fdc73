package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;
import static dev.parley.optimizer.pruning.Curves.NOBODY;
import static dev.parley.optimizer.pruning.Curves.curve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.optimizer.Direction;
import org.junit.jupiter.api.Test;

class ThresholdPrunerTests {

    private static final double INFINITE = Double.POSITIVE_INFINITY;

    /** Whether a trial that reports these values stops at its last. */
    private static boolean prunes(Direction direction, double lower, double upper, double value) {
        return ThresholdPruner.of(direction, lower, upper, ALWAYS)
                .shouldPrune(curve(direction.loss(0.5), direction.loss(value)), NOBODY);
    }

    @Test
    void boundsAreInTheMetricsOwnUnitWhicheverEndIsGood() {
        for (Direction direction : Direction.values()) {
            assertThat(prunes(direction, 0.2, 0.8, 0.1)).isTrue();
            assertThat(prunes(direction, 0.2, 0.8, 0.2)).isFalse();
            assertThat(prunes(direction, 0.2, 0.8, 0.8)).isFalse();
            assertThat(prunes(direction, 0.2, 0.8, 0.9)).isTrue();
        }
    }

    @Test
    void oneBoundIsEnough() {
        for (Direction direction : Direction.values()) {
            assertThat(prunes(direction, -INFINITE, 1, -1e300)).isFalse();
            assertThat(prunes(direction, -INFINITE, 1, INFINITE)).isTrue();
            assertThat(prunes(direction, 0, INFINITE, INFINITE)).isFalse();
            assertThat(prunes(direction, 0, INFINITE, -INFINITE)).isTrue();
        }
    }

    @Test
    void nanStops() {
        assertThat(prunes(Direction.MINIMIZE, 0, 1, Double.NaN)).isTrue();
    }

    @Test
    void onlyTheLastReportCounts() {
        ThresholdPruner pruner = new ThresholdPruner(0, 1, ALWAYS);

        assertThat(pruner.shouldPrune(curve(5, Double.NaN, 0.5), NOBODY)).isFalse();
    }

    @Test
    void nothingStopsDuringTheWarmUp() {
        ThresholdPruner pruner = new ThresholdPruner(0, 1, new Schedule(2, 1));

        assertThat(pruner.shouldPrune(curve(5, 5), NOBODY)).isFalse();
        assertThat(pruner.shouldPrune(curve(5, 5, 5), NOBODY)).isTrue();
    }

    @Test
    void refusesBoundsWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new ThresholdPruner(1, 0, ALWAYS));
        assertThatIllegalArgumentException().isThrownBy(() -> new ThresholdPruner(Double.NaN, 0, ALWAYS));
        assertThatIllegalArgumentException().isThrownBy(() -> new ThresholdPruner(-INFINITE, INFINITE, ALWAYS));
    }
}
