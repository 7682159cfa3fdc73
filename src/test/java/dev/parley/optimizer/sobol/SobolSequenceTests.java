package dev.parley.optimizer.sobol;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.space.SearchSpace;
import java.util.BitSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SobolSequenceTests {

    /** {@code scipy.stats.qmc.Sobol(1000, scramble=False, bits=32).random(1024)[index, [0, 1, 2, 9, 99, 999]]}. */
    @ParameterizedTest
    @CsvSource({
        "0, 0, 0, 0, 0, 0, 0",
        "1, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5",
        "2, 0.75, 0.25, 0.25, 0.75, 0.75, 0.75",
        "3, 0.25, 0.75, 0.75, 0.25, 0.25, 0.25",
        "7, 0.125, 0.625, 0.375, 0.875, 0.625, 0.375",
        "100, 0.4140625, 0.2578125, 0.7734375, 0.6953125, 0.8828125, 0.9140625",
        "777, 0.6923828125, 0.9365234375, 0.1630859375, 0.3232421875, 0.5107421875, 0.3837890625",
        "1023, 0.0009765625, 0.7529296875, 0.6123046875, 0.8505859375, 0.5302734375, 0.8564453125"
    })
    void equalsScipysSequence(int index, double d0, double d1, double d2, double d9, double d99, double d999) {
        double[] point = {d0, d1, d2, d9, d99, d999};
        int[] dimensions = {0, 1, 2, 9, 99, 999};
        for (int i = 0; i < dimensions.length; i++) {
            assertThat(coordinate(index, dimensions[i]))
                    .as("dimension %d", dimensions[i])
                    .isEqualTo(point[i]);
        }
    }

    @Test
    void fallsOnceInEachIntervalInEveryDimension() {
        int points = 1 << 8;
        for (int dimension = 0; dimension < SearchSpace.MAX_PARAMETERS; dimension++) {
            BitSet hit = new BitSet();
            for (int index = 0; index < points; index++) {
                hit.set((int) (coordinate(index, dimension) * points));
            }
            assertThat(hit.cardinality()).as("dimension %d", dimension).isEqualTo(points);
        }
    }

    @Test
    void usesAllDigitsAtTheHighestIndex() {
        // The Gray code of 2³² − 1 is its highest bit alone, and the last direction number of the first dimension is
        // 2⁻³².
        assertThat(SobolSequence.digits(-1, 0)).isEqualTo(1);
    }

    private static double coordinate(int index, int dimension) {
        return Integer.toUnsignedLong(SobolSequence.digits(index, dimension)) * 0x1p-32;
    }
}
