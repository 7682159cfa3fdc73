package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SplitTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));

    private static final List<Objective> MINIMIZE = List.of(new Objective("loss", Direction.MINIMIZE));

    private final List<Observation> observations = new ArrayList<>();

    private void add(Standing standing, double value, double violation, double step) {
        double[] values = Double.isNaN(value) ? new double[0] : new double[] {value};
        int number = observations.size();
        observations.add(new Observation(
                number, new Configuration(0.5), standing, values, violation, step, new double[0], number));
    }

    private void addComplete(double... values) {
        for (double value : values) {
            add(Standing.COMPLETE, value, 0, Double.NaN);
        }
    }

    private Split split(Direction direction) {
        return Split.of(
                History.empty(SPACE, 1).with(observations),
                List.of(new Objective("loss", direction)),
                TpeSettings.OPTUNA);
    }

    @Test
    void aTenthRoundedUpAndAtMostTwentyFiveTrialsGoBelow() {
        assertThat(IntStream.of(0, 1, 10, 11, 249, 250, 251, 100_000).map(finished -> Split.gamma(0.1, finished)))
                .containsExactly(0, 1, 1, 2, 25, 25, 25, 25);
    }

    @Test
    void theBestGoBelowInTheOrderOfTheirNumbers() {
        addComplete(5, 3, 9, 1, 4, 8, 7, 6, 2, 10, 11);
        assertThat(split(Direction.MINIMIZE).below()).containsExactly(3, 8);
        assertThat(split(Direction.MAXIMIZE).below()).containsExactly(9, 10);
        assertThat(split(Direction.MAXIMIZE).above()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8);
    }

    @Test
    void tiesGoByNumber() {
        addComplete(1, 0, 0, 1, 0, 1, 1, 1, 1, 1, 1);
        assertThat(split(Direction.MINIMIZE).below()).containsExactly(1, 2);
        assertThat(split(Direction.MAXIMIZE).below()).containsExactly(0, 3);
    }

    @Test
    void pendingTrialsGoAboveAndIgnoredOnesNowhere() {
        add(Standing.PENDING, Double.NaN, 0, 3);
        add(Standing.IGNORED, Double.NaN, 0, 3);
        addComplete(1, 2, 3);
        Split split = split(Direction.MINIMIZE);
        assertThat(split.below()).containsExactly(2);
        assertThat(split.above()).containsExactly(0, 3, 4);
    }

    @Test
    void prunedTrialsThatCameFurthestFillUpAfterCompleteOnes() {
        add(Standing.PRUNED, Double.NaN, 0, Double.NaN);
        add(Standing.PRUNED, 1, 0, 3);
        add(Standing.PRUNED, 2, 0, 9);
        add(Standing.PRUNED, Double.NaN, 0, 9);
        add(Standing.PRUNED, 0, 0.5, 99);
        addComplete(1000);
        for (int i = 0; i < 25; i++) {
            add(Standing.PRUNED, Double.NaN, 0, Double.NaN);
        }
        assertThat(observations).hasSize(31);
        assertThat(split(Direction.MINIMIZE).below()).containsExactly(1, 2, 3, 5);
    }

    @Test
    void infeasibleTrialsFillUpLastByTheirViolation() {
        addComplete(7);
        add(Standing.COMPLETE, 0, 0.3, Double.NaN);
        add(Standing.INFEASIBLE, Double.NaN, 0.2, Double.NaN);
        add(Standing.PRUNED, 0, 0.1, 5);
        for (int i = 0; i < 17; i++) {
            add(Standing.INFEASIBLE, Double.NaN, 1 + i, Double.NaN);
        }
        assertThat(split(Direction.MINIMIZE).below()).containsExactly(0, 2, 3);
    }

    @Test
    void infeasibleTrialsOfUnknownViolationStayAbove() {
        for (int i = 0; i < 12; i++) {
            add(Standing.INFEASIBLE, Double.NaN, 0, Double.NaN);
        }
        assertThat(split(Direction.MINIMIZE).below()).isEmpty();
        assertThat(split(Direction.MINIMIZE).above()).hasSize(12);
    }

    @Test
    void ofManyTrialsAboveThePendingOnesTheBestAndAnEvenPartStandForAll() {
        for (int i = 0; i < 5_000; i++) {
            if (i % 100 == 99) {
                add(Standing.PENDING, Double.NaN, 0, Double.NaN);
            } else if (i % 100 == 98) {
                add(Standing.IGNORED, Double.NaN, 0, Double.NaN);
            } else {
                addComplete((i * 7919) % 5_003);
            }
        }
        TpeSettings settings = TpeSettings.DEFAULT;
        Split split = Split.of(History.empty(SPACE, 1).with(observations), MINIMIZE, settings);
        assertThat(split.below()).hasSize(25);
        assertThat(split.above())
                .isSorted()
                .doesNotHaveDuplicates()
                .doesNotContain(split.below())
                .contains(IntStream.range(0, 50).map(i -> 100 * i + 99).toArray());
        assertThat(split.above())
                .hasSizeBetween(
                        settings.effort().mostAbove(1) - 5, settings.effort().mostAbove(1) + 5);
        assertThat(Arrays.stream(split.multiplicities()).sum()).isCloseTo(4_950 - 25, within(40.0));
        double[] bestAbove = Arrays.stream(Leaders.of(
                        history(),
                        new LossOrdering(history(), Direction.MINIMIZE),
                        25 + settings.effort().mostAbove(1) / 2))
                .skip(25)
                .mapToDouble(number -> number)
                .toArray();
        assertThat(Arrays.stream(split.above()).asDoubleStream().toArray()).contains(bestAbove);
    }

    @Test
    void aPartOfTheTrialsAboveStaysWhileTheHistoryGrows() {
        for (int i = 0; i < 4_000; i++) {
            addComplete(i < 1_000 ? i : 5_000 + i);
        }
        int[] before = Split.of(history(), MINIMIZE, TpeSettings.DEFAULT).above();
        addComplete(9_999);
        int[] after = Split.of(history(), MINIMIZE, TpeSettings.DEFAULT).above();
        assertThat(Arrays.stream(after).filter(n -> Arrays.binarySearch(before, n) < 0))
                .hasSizeLessThan(3);
    }

    private History history() {
        return History.empty(SPACE, 1).with(observations);
    }
}
