package dev.parley.testing;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.DoubleSupplier;
import java.util.random.RandomGenerator;

/** Histories that a study can bring about, the ugly ones among them. */
public final class RandomHistories {

    private static final Standing[] STANDINGS = Standing.values();

    private RandomHistories() {}

    /**
     * A history of up to {@code most} trials in all standings, some numbers left out; its values are ordinary, constant,
     * huge or tied. The same for equal arguments.
     */
    public static History history(SearchSpace space, int objectives, int most, long seed) {
        RandomGenerator random = new Random(seed);
        DoubleSupplier value = switch (random.nextInt(5)) {
            case 0 -> () -> 1.5;
            case 1 -> () -> (random.nextDouble() - 0.5) * Double.MAX_VALUE;
            case 2 -> () -> random.nextBoolean() ? Double.MAX_VALUE : -Double.MAX_VALUE;
            case 3 -> () -> random.nextInt(3);
            default -> random::nextGaussian;
        };
        Standing only = random.nextInt(3) == 0 ? STANDINGS[random.nextInt(STANDINGS.length)] : null;
        List<Observation> observations = new ArrayList<>();
        int size = random.nextInt(most + 1);
        for (int number = 0; number < size; number++) {
            if (random.nextInt(10) > 0) {
                Standing standing = only != null ? only : STANDINGS[random.nextInt(STANDINGS.length)];
                observations.add(
                        observation(space, number, standing, values(standing, objectives, value, random), random));
            }
        }
        return History.empty(space, objectives).with(observations);
    }

    private static double[] values(Standing standing, int objectives, DoubleSupplier value, RandomGenerator random) {
        return switch (standing) {
            case COMPLETE ->
                random.doubles(objectives).map(ignored -> value.getAsDouble()).toArray();
            case PRUNED ->
                random.nextBoolean()
                        ? new double[0]
                        : random.doubles(objectives)
                                .map(ignored -> value.getAsDouble())
                                .toArray();
            case PENDING, INFEASIBLE, IGNORED -> new double[0];
        };
    }

    private static Observation observation(
            SearchSpace space, int number, Standing standing, double[] values, RandomGenerator random) {
        double violation = random.nextInt(4) == 0 ? random.nextDouble() * 10 : 0;
        return new Observation(
                number,
                RandomSpaces.point(space, random),
                standing,
                values,
                violation,
                Double.NaN,
                standardErrors(values, number),
                number);
    }

    /** For two of three trials, by their number: none known of any value, or of some values zero, small or huge ones. */
    private static double[] standardErrors(double[] values, int number) {
        RandomGenerator random = new Random(number);
        return number % 3 == 0
                ? new double[0]
                : Arrays.stream(values)
                        .map(value -> switch (random.nextInt(4)) {
                            case 0 -> Double.NaN;
                            case 1 -> 0;
                            case 2 -> random.nextDouble();
                            default -> Double.MAX_VALUE;
                        })
                        .toArray();
    }
}
