package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Turn;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TrackRecordTests {

    /** Ten trials of the engine with losses 1 to 10. */
    private static Stories startup() {
        return new Stories().engines(10);
    }

    @Test
    void beginsWithoutCredit() {
        assertThat(new Stories().record().credit()).isZero();
        assertThat(startup().record().credit()).isZero();
    }

    @ParameterizedTest
    @EnumSource(
            value = Turn.class,
            names = {"DIRECT", "JUDGED", "PROBE", "START"})
    void aNewBestOfTheModelEarnsCredit(Turn turn) {
        assertThat(startup().ended(turn, 0.5).record().credit()).isEqualTo(1.5);
        assertThat(startup().ended(turn, 1.5).record().credit()).isZero();
    }

    @Test
    void aNewBestOfTheEngineEarnsTheModelNothing() {
        assertThat(startup().ended(Turn.NONE, 0.5).record().credit()).isZero();
    }

    @Test
    void creditHasAnEnd() {
        assertThat(startup().ended(Turn.PROBE, 0.9, 0.8, 0.7, 0.6, 0.5).record().credit())
                .isEqualTo(4);
    }

    @Test
    void aDirectTurnCostsLessWhereItLandsAmongTheBest() {
        Stories earned = startup().ended(Turn.PROBE, 0.5);
        assertThat(earned.ended(Turn.DIRECT, 1.5).record().credit()).isEqualTo(1);
        assertThat(earned.ended(Turn.DIRECT, 8.5).record().credit()).isZero();
        assertThat(earned.ended(Turn.DIRECT, 9.5, 9.6).record().credit()).isZero();
    }

    @Test
    void otherTurnsCostNothing() {
        assertThat(startup()
                        .ended(Turn.PROBE, 0.5)
                        .ended(Turn.PROBE, 99)
                        .ended(Turn.JUDGED, 99)
                        .record()
                        .credit())
                .isEqualTo(1.5);
    }

    @Test
    void directTurnsThatArePendingMayCostCreditToo() {
        TrackRecord record = startup().ended(Turn.PROBE, 0.5).record();
        assertThat(record.creditAfter(1)).isEqualTo(0.5);
        assertThat(record.creditAfter(2)).isNegative();
    }

    @Test
    void startsEarnCreditWhereOneIsTheBestOfTheStartupAndNoneInItsWorseHalf() {
        assertThat(new Stories().ended(Turn.START, 0.5, 3.5).engines(8).record().credit())
                .isEqualTo(1.5);
        assertThat(new Stories().ended(Turn.START, 0.5, 7.5).engines(8).record().credit())
                .isZero();
        assertThat(new Stories().ended(Turn.START, 1.5, 2.5).engines(8).record().credit())
                .isZero();
    }

    @Test
    void theVeryFirstTrialIsNoMoreThanTheBestSoFar() {
        assertThat(new Stories().ended(Turn.START, 9.5).engines(9).record().credit())
                .isZero();
        assertThat(new Stories().ended(Turn.START, 9.5).engines(5).record().credit())
                .isZero();
    }

    @Test
    void creditMovesInTheOrderOfEnds() {
        Stories story = startup().ended(Turn.DIRECT, 20).ended(Turn.PROBE, 0.5);
        assertThat(story.record().credit()).isEqualTo(1.5);
        Stories other = startup().ended(Turn.PROBE, 0.5).ended(Turn.DIRECT, 20);
        assertThat(other.record().credit()).isEqualTo(0.5);
        Stories reversed = new Stories().ended(Turn.DIRECT, 20).ended(Turn.PROBE, 0.5);
        reversed.ended(Turn.NONE, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10);
        assertThat(Stories.record(reversed.endedInReverse()).credit()).isEqualTo(0.5);
    }

    @Test
    void aGainWithinTheNoiseToldEarnsNothing() {
        Stories noisy = new Stories();
        IntStream.range(0, 10).forEach(i -> noisy.measured(Turn.NONE, 1 + i, 0.3));
        assertThat(noisy.measured(Turn.PROBE, 0.7, 0.3).record().credit()).isZero();
        assertThat(noisy.measured(Turn.PROBE, 0.1, 0.3).record().credit()).isEqualTo(1.5);
    }

    @Test
    void aGainWithinTheNoiseOfRepeatsEarnsNothing() {
        History repeats = startup().history();
        double[] losses = {5, 5.4, 5, 5.4};
        for (double loss : losses) {
            repeats = repeats.with(List.of(told(repeats.size(), 0.123, loss, Turn.NONE)));
        }
        assertThat(Stories.record(repeats.with(List.of(told(14, 0.9, 0.8, Turn.PROBE))))
                        .credit())
                .isZero();
        assertThat(Stories.record(repeats.with(List.of(told(14, 0.9, 0.2, Turn.PROBE))))
                        .credit())
                .isEqualTo(1.5);
    }

    private static Observation told(int number, double x, double loss, Turn turn) {
        return new Observation(
                        number,
                        Stories.at(x),
                        Observation.Standing.COMPLETE,
                        new double[] {loss},
                        0,
                        Double.NaN,
                        new double[0],
                        100 + number)
                .withTurn(turn);
    }

    @Test
    void successesAreNewBestsAndByHalfTheTopAndFade() {
        TrackRecord record = startup().ended(Turn.PROBE, 0.5).record();
        assertThat(record.model().successes()).isEqualTo(1);
        assertThat(record.engine().successes() + record.engine().failures()).isCloseTo(faded(10, 1), within(1e-9));
        TrackRecord later =
                startup().ended(Turn.PROBE, 1.5).ended(Turn.NONE, 50).record();
        assertThat(later.model().successes()).isCloseTo(0.5 * 0.97, within(1e-9));
        assertThat(later.model().failures()).isCloseTo(0.5 * 0.97, within(1e-9));
    }

    private static double faded(int trials, int ends) {
        return IntStream.range(0, trials)
                .mapToDouble(i -> Math.pow(0.97, i + ends))
                .sum();
    }

    @Test
    void theLastOfTheModelsOwnTurnsWasAFailureOrNot() {
        Stories story = startup().ended(Turn.PROBE, 1.5);
        assertThat(story.record().hasFailed()).isFalse();
        story.ended(Turn.DIRECT, 51);
        assertThat(story.record().hasFailed()).isTrue();
        assertThat(story.ended(Turn.JUDGED, 1.2).record().hasFailed()).isTrue();
        assertThat(story.ended(Turn.NONE, 52).record().endsSince()).isEqualTo(2);
        assertThat(story.ended(Turn.PROBE, 1.1).record().hasFailed()).isFalse();
        assertThat(story.record().endsSince()).isZero();
    }

    @Test
    void aStartHasFailedInTheWorseHalf() {
        assertThat(new Stories().ended(Turn.START, 4.5).engines(9).record().hasFailed())
                .isFalse();
        assertThat(new Stories().ended(Turn.START, 5.5).engines(9).record().hasFailed())
                .isTrue();
    }

    @Test
    void aTrialOfTheModelThatFailedOrIsInfeasibleIsAFailure() {
        assertThat(startup().failed(Turn.PROBE).record().hasFailed()).isTrue();
        assertThat(startup().infeasible(Turn.PROBE).record().hasFailed()).isTrue();
        assertThat(startup().ended(Turn.PROBE, 0.5).failed(Turn.DIRECT).record().credit())
                .isEqualTo(0.5);
        assertThat(startup().failed(Turn.NONE).record()).isEqualTo(startup().record());
    }

    /** What is long past does not matter, but for the best of it. */
    @Test
    void aLongHistoryIsJudgedByItsEnd() {
        Stories story = new Stories().ended(Turn.NONE, 0.01);
        for (int i = 0; i < 1_000; i++) {
            story.ended(i % 3 == 0 ? Turn.PROBE : Turn.NONE, 1 + i * 7 % 101);
        }
        assertThat(story.record().credit()).isZero();
        assertThat(story.ended(Turn.PROBE, 0.5).record().credit()).isZero();
        assertThat(story.ended(Turn.PROBE, 0.001).record().credit()).isEqualTo(1.5);
        assertThat(story.record().model().successes() + story.record().model().failures())
                .isCloseTo(12, within(1.0));
    }
}
