package dev.parley.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.prediction.Calibration.Pair;
import java.util.List;
import org.junit.jupiter.api.Test;

class CalibrationTests {

    private static Pair pair(double mean, double spread, double told) {
        return new Pair(mean, spread, mean - 1.96 * spread, mean + 1.96 * spread, told);
    }

    @Test
    void saysNothingOfWhatWasNotTold() {
        assertThat(Calibration.of(null, 7, List.of())).isEqualTo(new Calibration(null, 7, 0, null, null, null, null));
    }

    /**
     * scipy.stats.spearmanr([1, 2, 3, 4], [1.5, 1, 4, 9]) = 0.8; errors in spreads are (0.5, -0.5, 1, 5): their mean is 1.5 and
     * numpy.std(…, ddof=1) = 2.41522946.
     */
    @Test
    void comparesRanksIntervalsAndSpreads() {
        Calibration calibration =
                Calibration.of("small", 9, List.of(pair(1, 1, 1.5), pair(2, 2, 1), pair(3, 1, 4), pair(4, 1, 9)));
        assertThat(calibration.model()).isEqualTo("small");
        assertThat(calibration.told()).isEqualTo(4);
        assertThat(calibration.rankCorrelation()).isCloseTo(0.8, within(1e-12));
        assertThat(calibration.within95()).isEqualTo(0.75);
        assertThat(calibration.bias()).isCloseTo(1.5, within(1e-12));
        assertThat(calibration.dispersion()).isCloseTo(2.41522946, within(1e-7));
    }

    @Test
    void meansWithoutSpreadsAreRankedOnly() {
        Pair bare = new Pair(1, null, null, null, 2);
        Calibration calibration = Calibration.of(
                "small", 3, List.of(bare, new Pair(2, 0.0, null, null, 3), new Pair(3, null, null, null, 1)));
        assertThat(calibration.rankCorrelation()).isCloseTo(-0.5, within(1e-12));
        assertThat(calibration.within95()).isNull();
        assertThat(calibration.bias()).isNull();
        assertThat(calibration.dispersion()).isNull();
    }
}
