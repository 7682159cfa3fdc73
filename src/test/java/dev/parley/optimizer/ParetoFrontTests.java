package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ParetoFrontTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));

    private static List<Objective> objectives(int count) {
        return IntStream.range(0, count)
                .mapToObj(o -> new Objective("o" + o, o % 2 == 0 ? Direction.MINIMIZE : Direction.MAXIMIZE))
                .toList();
    }

    private static History complete(int trials, IntFunction<double[]> values) {
        return History.empty(SPACE, values.apply(0).length)
                .with(IntStream.range(0, trials)
                        .mapToObj(number -> new Observation(
                                number, Configuration.none(SPACE), Standing.COMPLETE, values.apply(number), 0))
                        .toList());
    }

    /** The definition: no feasible complete trial is nowhere worse and somewhere better. */
    private static List<Integer> expected(History history, List<Objective> objectives) {
        int[] feasible = IntStream.range(0, history.size())
                .filter(number -> history.standing(number) == Standing.COMPLETE && history.violation(number) == 0)
                .toArray();
        return IntStream.of(feasible)
                .filter(number -> IntStream.of(feasible)
                        .noneMatch(other -> Fronts.dominates(
                                history.losses(objectives, other), history.losses(objectives, number))))
                .boxed()
                .toList();
    }

    /** All parts, one after another. */
    private static List<List<Integer>> parts(History history, List<Objective> objectives, int size, long most) {
        List<List<Integer>> parts = new ArrayList<>();
        int after = -1;
        while (true) {
            ParetoFront.Part part = ParetoFront.after(history, objectives, after, size, most);
            parts.add(part.numbers());
            if (part.next().isEmpty()) {
                return parts;
            }
            assertThat(part.next().getAsInt()).isGreaterThan(after);
            after = part.next().getAsInt();
        }
    }

    private static List<Integer> joined(List<List<Integer>> parts) {
        return parts.stream().flatMap(List::stream).toList();
    }

    @Test
    void allPartsTogetherAreTheTrialsThatNoOtherDominates() {
        for (int seed = 0; seed < 300; seed++) {
            int count = 1 + seed % 4;
            History history = RandomHistories.history(SPACE, count, 60, seed);
            List<Objective> objectives = objectives(count);
            List<Integer> expected = expected(history, objectives);
            assertThat(joined(parts(history, objectives, 1_000, Long.MAX_VALUE)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(joined(parts(history, objectives, 3, Long.MAX_VALUE)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(joined(parts(history, objectives, 3, 5)))
                    .as("seed %d", seed)
                    .isEqualTo(expected);
            assertThat(ParetoFront.ifFewTrials(history, objectives))
                    .as("seed %d", seed)
                    .containsExactly(
                            expected.stream().mapToInt(Integer::intValue).toArray());
        }
    }

    @Test
    void aFullPartIsFollowedByAnotherOneOnlyIfTheFrontGoesOn() {
        History history = complete(7, number -> number < 6 ? new double[] {number, number} : new double[] {9, 0});
        assertThat(parts(history, objectives(2), 3, Long.MAX_VALUE))
                .containsExactly(List.of(0, 1, 2), List.of(3, 4, 5));
    }

    @Test
    void aPartOfAHugeFrontTakesNoMoreThanItMay() {
        History history = complete(20_000, number -> new double[] {number, number, number % 7});
        List<Objective> objectives = objectives(3);
        assertThat(ParetoFront.ifFewTrials(history, objectives)).isNull();
        List<List<Integer>> parts = parts(history, objectives, 1_000, 5_000_000);
        assertThat(parts).hasSizeGreaterThan(20).allMatch(part -> part.size() <= 1_000);
        assertThat(joined(parts)).hasSize(20_000);
    }
}
