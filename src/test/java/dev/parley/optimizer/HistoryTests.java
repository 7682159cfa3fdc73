package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class HistoryTests {

    private static final SearchSpace SPACE = new SearchSpace(List.of(
            new FloatParameter("x", 1, 2, null, Scale.LINEAR, null, null),
            new FloatParameter("y", 1, 2, null, Scale.LINEAR, null, null)));

    private static final History EMPTY = History.empty(SPACE, 1);

    @Test
    void startsWithoutTrials() {
        assertThat(EMPTY.size()).isZero();
        assertThat(Arrays.stream(Standing.values()).mapToInt(EMPTY::count)).containsOnly(0);
        assertThat(EMPTY.with(List.of())).isSameAs(EMPTY);
    }

    @Test
    void holdsEachTrialInItsRow() {
        History history = EMPTY.with(List.of(
                complete(1, 1.5, 7),
                new Observation(0, new Configuration(1.1, Double.NaN), Standing.PRUNED, new double[0], 0.25)));
        assertThat(history.size()).isEqualTo(2);
        assertThat(history.configuration(1)).isEqualTo(new Configuration(1.5, 1.25));
        assertThat(history.value(1, 0)).isEqualTo(7);
        assertThat(history.standing(0)).isEqualTo(Standing.PRUNED);
        assertThat(history.coordinate(0, 1)).isNaN();
        assertThat(history.value(0, 0)).isNaN();
        assertThat(history.violation(0)).isEqualTo(0.25);
    }

    @Test
    void holdsStandardErrorsWhereTheyAreKnown() {
        Configuration configuration = new Configuration(1.5, 1.25);
        double[] one = {1};
        History history = EMPTY.with(List.of(
                complete(0, 1.5, 7),
                new Observation(1, configuration, Standing.COMPLETE, one, 0, Double.NaN, new double[] {0.5}, 1),
                new Observation(
                        2, configuration, Standing.COMPLETE, one, 0, Double.NaN, new double[] {Double.NaN}, 2)));
        assertThat(history.standardError(0, 0)).isNaN();
        assertThat(history.standardError(1, 0)).isEqualTo(0.5);
        assertThat(history.standardError(2, 0)).isNaN();
        assertThat(history.with(List.of(complete(1, 1.5, 7))).standardError(1, 0))
                .isNaN();
        assertThat(history.standardError(1, 0)).isEqualTo(0.5);
        assertThatThrownBy(() -> new Observation(
                        3, configuration, Standing.COMPLETE, one, 0, Double.NaN, new double[] {1, 2}, 3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("trial 3");
    }

    @Test
    void knowsConfigurationsByTheirFingerprints() {
        History history = EMPTY.with(List.of(complete(0, 1.5, 7), complete(1, 1.25, 7), complete(2, 1.5, 8)));
        assertThat(history.fingerprint(0))
                .isEqualTo(history.fingerprint(2))
                .isEqualTo(history.configuration(0).fingerprint())
                .isNotEqualTo(history.fingerprint(1));
        assertThat(history.with(List.of(complete(0, 1.75, 1))).fingerprint(0)).isNotEqualTo(history.fingerprint(0));
    }

    private static Observation ended(int number, Standing standing, long ended) {
        double[] values = standing == Standing.COMPLETE ? new double[] {1} : new double[0];
        return new Observation(
                number, new Configuration(1.5, 7), standing, values, 0, Double.NaN, new double[0], ended);
    }

    @Test
    void goesBackToItsFirstEnds() {
        History history = EMPTY.with(List.of(
                ended(0, Standing.COMPLETE, 9),
                ended(1, Standing.PENDING, 0),
                ended(2, Standing.INFEASIBLE, 4),
                ended(3, Standing.IGNORED, 5),
                ended(4, Standing.COMPLETE, 7)));
        assertThat(history.ended()).isEqualTo(3);
        assertThat(history.lastEnd()).isEqualTo(9);

        History before = history.until(2);

        assertThat(before.ended()).isEqualTo(2);
        assertThat(before.lastEnd()).isEqualTo(7);
        assertThat(before.standing(0)).isEqualTo(Standing.PENDING);
        assertThat(before.standing(2)).isEqualTo(Standing.INFEASIBLE);
        assertThat(history.until(3)).isSameAs(history);
        assertThat(EMPTY.lastEnd()).isZero();
    }

    @Test
    void knowsHowAModelTookPart() {
        History history = EMPTY.with(List.of(ended(0, Standing.COMPLETE, 1), ended(1, Standing.COMPLETE, 2)));
        assertThat(history.turn(1)).isEqualTo(Turn.NONE);
        History mixed = history.with(List.of(ended(1, Standing.COMPLETE, 2).withTurn(Turn.DIRECT)))
                .withPending(List.of(
                        new Suggestion(
                                new Configuration(1.5, 1),
                                Origin.LLM,
                                new Mixing(7, Turn.PROBE, null, 0, 0, null, 7, null)),
                        new Suggestion(new Configuration(1.5, 1), Origin.TPE)));
        assertThat(IntStream.range(0, 4).mapToObj(mixed::turn))
                .containsExactly(Turn.NONE, Turn.DIRECT, Turn.PROBE, Turn.NONE);
        assertThat(mixed.until(1).turn(1)).isEqualTo(Turn.DIRECT);
        assertThat(mixed.end(1)).isEqualTo(2);
        assertThat(history.turn(1)).isEqualTo(Turn.NONE);
    }

    @Test
    void ignoresTrialsThatWereNeverGiven() {
        History history = EMPTY.with(List.of(complete(1_000, 1.5, 3)));
        assertThat(history.size()).isEqualTo(1_001);
        assertThat(history.count(Standing.IGNORED)).isEqualTo(1_000);
        assertThat(history.count(Standing.COMPLETE)).isEqualTo(1);
        for (int number : new int[] {0, 255, 256, 999}) {
            assertThat(history.standing(number)).isEqualTo(Standing.IGNORED);
            assertThat(history.value(number, 0)).as("value of trial %d", number).isNaN();
            assertThat(history.configuration(number)).isEqualTo(Configuration.none(SPACE));
        }
    }

    @Test
    void leavesEarlierViewsAsTheyWere() {
        History before = EMPTY.with(
                IntStream.range(0, 300).mapToObj(number -> pending(number, 1.5)).toList());
        History after = before.with(List.of(complete(5, 1.75, 1), complete(299, 1.25, 2), complete(300, 1, 3)));
        assertThat(before.size()).isEqualTo(300);
        assertThat(before.count(Standing.PENDING)).isEqualTo(300);
        assertThat(before.standing(5)).isEqualTo(Standing.PENDING);
        assertThat(before.coordinate(299, 0)).isEqualTo(1.5);
        assertThat(after.size()).isEqualTo(301);
        assertThat(after.count(Standing.PENDING)).isEqualTo(298);
        assertThat(after.count(Standing.COMPLETE)).isEqualTo(3);
        assertThat(after.coordinate(5, 0)).isEqualTo(1.75);
    }

    @Test
    void twoUpdatesOfOneViewDoNotSeeEachOther() {
        History base = EMPTY.with(List.of(pending(0, 1.5)));
        History left = base.with(List.of(complete(1, 1.1, 1)));
        History right = base.with(List.of(complete(1, 1.9, 2)));
        assertThat(left.coordinate(1, 0)).isEqualTo(1.1);
        assertThat(right.coordinate(1, 0)).isEqualTo(1.9);
        assertThat(base.size()).isEqualTo(1);
    }

    @Test
    void countsATrialGivenTwiceOnce() {
        History history = EMPTY.with(List.of(pending(0, 1.5), complete(0, 1.5, 1)));
        history = history.with(List.of(complete(0, 1.5, 1)));
        assertThat(history.count(Standing.PENDING)).isZero();
        assertThat(history.count(Standing.COMPLETE)).isEqualTo(1);
        assertThat(history.count(Standing.IGNORED)).isZero();
    }

    @Test
    void takesResultsBack() {
        History history = EMPTY.with(List.of(complete(0, 1.5, 1)))
                .with(List.of(new Observation(0, new Configuration(1.5, 1.25), Standing.IGNORED, new double[0], 0)));
        assertThat(history.count(Standing.COMPLETE)).isZero();
        assertThat(history.value(0, 0)).isNaN();
    }

    @Test
    void equalsAHistoryBuiltOneByOne() {
        List<Observation> observations = IntStream.range(0, 700)
                .mapToObj(number -> complete(number, 1 + number / 1000.0, number))
                .toList();
        History atOnce = EMPTY.with(observations);
        History oneByOne = EMPTY;
        for (Observation observation : observations.reversed()) {
            oneByOne = oneByOne.with(List.of(observation));
        }
        for (int number = 0; number < 700; number++) {
            assertThat(oneByOne.configuration(number)).isEqualTo(atOnce.configuration(number));
            assertThat(oneByOne.value(number, 0)).isEqualTo(atOnce.value(number, 0));
        }
        assertThat(oneByOne.count(Standing.COMPLETE)).isEqualTo(700);
        assertThat(oneByOne.count(Standing.IGNORED)).isZero();
        assertThat(oneByOne.bytes()).isEqualTo(atOnce.bytes()).isGreaterThan(700 * 3 * 8);
    }

    private static Observation complete(int number, double x, double value) {
        return new Observation(number, new Configuration(x, 1.25), Standing.COMPLETE, new double[] {value}, 0);
    }

    private static Observation pending(int number, double x) {
        return new Observation(number, new Configuration(x, 1.25), Standing.PENDING, new double[0], 0);
    }
}
