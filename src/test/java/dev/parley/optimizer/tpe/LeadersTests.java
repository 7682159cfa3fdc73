package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.util.Comparator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LeadersTests {

    /** The definition, by sorting. */
    private static int[] expected(History history, Direction direction, int most) {
        Comparator<Integer> order = Comparator.<Integer>comparingInt(n -> tier(history, n))
                .thenComparingDouble(n -> tier(history, n) == 1
                        ? Double.isNaN(history.step(n)) ? Double.POSITIVE_INFINITY : -history.step(n)
                        : 0)
                .thenComparingDouble(n -> {
                    double value = history.value(n, 0);
                    return tier(history, n) == 2
                            ? history.violation(n)
                            : Double.isNaN(value) ? Double.POSITIVE_INFINITY : direction.loss(value);
                })
                .thenComparingInt(n -> n);
        return IntStream.range(0, history.size())
                .filter(n -> tier(history, n) < 3)
                .boxed()
                .sorted(order)
                .limit(most)
                .mapToInt(n -> n)
                .toArray();
    }

    private static int tier(History history, int number) {
        Standing standing = history.standing(number);
        if (standing == Standing.PENDING || standing == Standing.IGNORED) {
            return 3;
        }
        if (history.violation(number) > 0) {
            return 2;
        }
        return standing == Standing.COMPLETE ? 0 : standing == Standing.PRUNED ? 1 : 3;
    }

    @Test
    void equalTheSortedDefinition() {
        for (int seed = 0; seed < 2_000; seed++) {
            History history = RandomHistories.history(RandomSpaces.space(seed), 1, 80, seed);
            for (Direction direction : Direction.values()) {
                for (int most : new int[] {0, 1, 2, 7, 100}) {
                    assertThat(Leaders.of(history, new LossOrdering(history, direction), most))
                            .as("seed %d, %s, %d", seed, direction, most)
                            .containsExactly(expected(history, direction, most));
                }
            }
        }
    }
}
