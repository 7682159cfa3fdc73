package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Set;
import java.util.function.LongFunction;
import org.junit.jupiter.api.Test;

class DrawTests {

    private static final int PAIRS = 20_000;

    @Test
    void equalDrawsGiveEqualNumbers() {
        assertThat(new Draw(-5, 12).random().doubles(20))
                .containsExactlyElementsOf(
                        () -> new Draw(-5, 12).random().doubles(20).iterator());
    }

    @Test
    void neighbouringSeedsAndNumbersGiveDifferentNumbers() {
        Set<Long> firsts = new HashSet<>();
        for (long seed = -50; seed < 50; seed++) {
            for (long number = 0; number < 200; number++) {
                firsts.add(new Draw(seed, number).random().nextLong());
            }
        }
        assertThat(firsts).hasSize(100 * 200);
    }

    @Test
    void neighbouringNumbersAreUncorrelated() {
        assertThat(correlationOfNeighbours(i -> new Draw(42, i))).isBetween(-0.03, 0.03);
    }

    @Test
    void neighbouringSeedsAreUncorrelated() {
        assertThat(correlationOfNeighbours(i -> new Draw(i, 0))).isBetween(-0.03, 0.03);
        assertThat(correlationOfNeighbours(i -> new Draw(i << 32, 7))).isBetween(-0.03, 0.03);
    }

    @Test
    void seedAndNumberAreNotInterchangeable() {
        assertThat(correlationOfNeighbours(i -> i % 2 == 0 ? new Draw(i / 2, 3) : new Draw(3, i / 2)))
                .isBetween(-0.03, 0.03);
        assertThat(new Draw(1, 2).random().nextLong())
                .isNotEqualTo(new Draw(2, 1).random().nextLong());
    }

    /** The sample correlation of the first doubles of draws i and i + 1; its standard error is 0.007. */
    private static double correlationOfNeighbours(LongFunction<Draw> draws) {
        double sum = 0;
        for (long i = 0; i < PAIRS; i++) {
            double left = draws.apply(i).random().nextDouble() - 0.5;
            double right = draws.apply(i + 1).random().nextDouble() - 0.5;
            sum += left * right;
        }
        return sum / PAIRS * 12;
    }
}
