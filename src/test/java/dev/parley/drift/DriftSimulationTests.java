package dev.parley.drift;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A short form of {@code bench/drift}. */
class DriftSimulationTests {

    private static final int RUNS = 200;
    private static final int LENGTH = 300;

    @Test
    void isNotWrongMoreOftenThanItSays() {
        double significance = DriftSimulation.RULE.significance();
        double error = Math.sqrt(significance * (1 - significance) / RUNS);
        assertThat(DriftSimulation.ofNoise(Noise.NORMAL, 1, LENGTH, RUNS).shareFound(0, LENGTH))
                .isLessThanOrEqualTo(significance + 2 * error);
    }

    @ParameterizedTest
    @CsvSource({"0.5, 0, 80", "1, 0, 20", "2, 0, 12", "0.5, 100, 120", "1, 100, 40", "2, 100, 25"})
    void findsADriftOfSoManyStandardDeviationsWithinSoManyMeasurements(double worse, int change, int within) {
        assertThat(DriftSimulation.ofDrop(worse, change, change + within, RUNS).shareFound(change, change + within))
                .isGreaterThan(0.75);
    }
}
