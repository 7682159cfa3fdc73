package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrontsTests {

    /** The definition: a point is in the first of the fronts that holds nothing that dominates it. */
    private static List<List<Integer>> expected(double[][] losses) {
        List<List<Integer>> fronts = new ArrayList<>();
        List<Integer> left =
                new ArrayList<>(IntStream.range(0, losses.length).boxed().toList());
        while (!left.isEmpty()) {
            List<Integer> of = List.copyOf(left);
            List<Integer> front = of.stream()
                    .filter(i -> of.stream().noneMatch(j -> dominates(losses[j], losses[i])))
                    .toList();
            fronts.add(front);
            left.removeAll(front);
        }
        return fronts;
    }

    private static boolean dominates(double[] one, double[] other) {
        return IntStream.range(0, one.length).allMatch(o -> one[o] <= other[o])
                && IntStream.range(0, one.length).anyMatch(o -> one[o] < other[o]);
    }

    private static double[][] losses(Random random) {
        int objectives = 1 + random.nextInt(4);
        boolean isTied = random.nextBoolean();
        return IntStream.range(0, random.nextInt(60))
                .mapToObj(i -> random.doubles(objectives)
                        .map(loss -> isTied ? Math.floor(4 * loss) : loss)
                        .toArray())
                .toArray(double[][]::new);
    }

    private static List<List<Integer>> lists(int[][] fronts) {
        return Arrays.stream(fronts)
                .map(front -> Arrays.stream(front).boxed().toList())
                .toList();
    }

    @Test
    void equalTheDefinition() {
        for (int seed = 0; seed < 500; seed++) {
            double[][] losses = losses(new Random(seed));
            assertThat(lists(Fronts.of(losses, losses.length)))
                    .as("seed %d", seed)
                    .isEqualTo(expected(losses));
        }
    }

    @Test
    void onlyAsManyAreLookedForAsHoldEnough() {
        for (int seed = 0; seed < 200; seed++) {
            double[][] losses = losses(new Random(seed));
            List<List<Integer>> all = expected(losses);
            for (int enough = 0; enough <= losses.length; enough++) {
                List<List<Integer>> found = lists(Fronts.of(losses, enough));
                int count = found.stream().mapToInt(List::size).sum();
                assertThat(found).as("seed %d", seed).isEqualTo(all.subList(0, found.size()));
                assertThat(count).isGreaterThanOrEqualTo(enough);
                assertThat(found.isEmpty() || count - found.getLast().size() < enough)
                        .isTrue();
            }
        }
    }
}
