package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.NOBODY;
import static dev.parley.optimizer.pruning.Curves.curve;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.LearningCurve;
import dev.parley.optimizer.Peers;
import dev.parley.optimizer.Pruner;
import dev.parley.testing.PeerCurves;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.DoubleStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every pruner promises, with the settings that somebody would choose. */
abstract class PrunerContract {

    private static final double[] ODD = {
        Double.NaN,
        Double.POSITIVE_INFINITY,
        Double.NEGATIVE_INFINITY,
        Double.MAX_VALUE,
        -Double.MAX_VALUE,
        Double.MIN_VALUE,
        -0.0
    };

    /** The pruner for a metric whose values lie about −1 to 2 where small is good, or −2 to 1 where large is. */
    abstract Pruner pruner(Direction direction);

    private Pruner pruner() {
        return pruner(Direction.MINIMIZE);
    }

    private static LearningCurve falling(double level, int reports) {
        return curve(DoubleStream.iterate(1, x -> x * 0.9)
                .limit(reports)
                .map(x -> level + x)
                .toArray());
    }

    private static Peers worse(Random random, int trials) {
        List<LearningCurve> complete = new ArrayList<>();
        List<LearningCurve> others = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            double level = 0.01 + random.nextDouble();
            (random.nextBoolean() ? complete : others).add(falling(level, 1 + random.nextInt(40)));
        }
        return new PeerCurves(complete.size(), complete, others);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void neverStopsATrialThatIsTheBestAtEveryStepAndImproves(long seed) {
        Random random = new Random(seed);
        for (int reports = 1; reports <= 40; reports++) {
            assertThat(pruner().shouldPrune(falling(0, reports), worse(random, 20)))
                    .as("seed %d, %d reports", seed, reports)
                    .isFalse();
        }
    }

    @Test
    void neverStopsAGoodTrialThatIsAlone() {
        for (int reports = 1; reports <= 40; reports++) {
            assertThat(pruner().shouldPrune(falling(0, reports), NOBODY)).isFalse();
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 4, 5})
    void decidesTheSameOfTheMirroredMetric(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 200; i++) {
            double[] values = random.doubles(1 + random.nextInt(30), -1.5, 2.5).toArray();
            double[] mirrored = DoubleStream.of(values).map(value -> -value).toArray();
            Peers peers = worse(random, 10);
            assertThat(decision(Direction.MAXIMIZE, mirrored, peers))
                    .as("seed %d, study %d", seed, i)
                    .isEqualTo(decision(Direction.MINIMIZE, values, peers));
        }
    }

    private boolean decision(Direction direction, double[] values, Peers peers) {
        return pruner(direction)
                .shouldPrune(curve(DoubleStream.of(values).map(direction::loss).toArray()), peers);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void decidesWithoutThrowingWhateverIsReportedAndTwiceTheSame(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 500; i++) {
            LearningCurve trial = odd(random);
            List<LearningCurve> complete = LongStream.range(0, random.nextInt(6))
                    .mapToObj(_ -> odd(random))
                    .toList();
            Peers peers = new PeerCurves(complete.size(), complete, List.of(odd(random)));
            boolean[] decided = new boolean[1];
            assertThatCode(() -> decided[0] = pruner().shouldPrune(trial, peers))
                    .doesNotThrowAnyException();
            assertThat(pruner().shouldPrune(trial, peers)).isEqualTo(decided[0]);
        }
    }

    /** Reports that may be NaN, infinite or huge, some of them at the highest steps. */
    private static LearningCurve odd(Random random) {
        long end = random.nextBoolean() ? 12 : LearningCurve.MAX_STEP + 1;
        long[] steps = LongStream.range(end - 12, end)
                .filter(_ -> random.nextInt(3) > 0)
                .toArray();
        long[] some = steps.length == 0 ? new long[] {end - 1} : steps;
        return LearningCurve.of(
                some,
                random.doubles(some.length, -2, 2)
                        .map(loss -> random.nextInt(3) == 0 ? ODD[random.nextInt(ODD.length)] : loss)
                        .toArray());
    }
}
