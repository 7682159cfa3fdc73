package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.RankCorrelation;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.DoubleUnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ForesightTests {

    /** Trials whose losses are told in an order without a pattern. */
    private static Stories story(int count) {
        return new Stories()
                .ended(
                        Turn.NONE,
                        IntStream.range(0, count).mapToDouble(i -> i * 37 % 101).toArray());
    }

    /** What a model says of trials' losses, just before each ends. */
    private static List<Foretold> said(History history, int from, int to, DoubleUnaryOperator model) {
        List<Foretold> said = new ArrayList<>();
        for (int number = from; number < to; number++) {
            said.add(new Foretold(
                    history.configuration(number),
                    model.applyAsDouble(history.value(number, 0)),
                    history.end(number) - 1,
                    number,
                    null));
        }
        return said;
    }

    private static Foresight of(int ended, int from, int to, DoubleUnaryOperator model) {
        History history = story(ended).history();
        return Foresight.of(history, Direction.MINIMIZE, said(history, from, to, model));
    }

    @Test
    void countsForNothingBelowEightOutcomes() {
        assertThat(of(20, 10, 17, loss -> loss)).isEqualTo(new Foresight(0, 0, 0));
        assertThat(of(20, 10, 18, loss -> loss)).isEqualTo(new Foresight(1, 8, 1));
    }

    @Test
    void countsForTheLowerEndOfWhatItsCorrelationMayBe() {
        Foresight foresight = of(40, 10, 26, loss -> loss + 0.5 * (loss * 53 % 97));
        double correlation = foresight.correlation();
        assertThat(correlation).isBetween(0.5, 0.95);
        // Fieller, Hartley and Pearson: atanh r is about normal with variance 1.06/(n - 3), one less for what is given
        double expected =
                Math.tanh(0.5 * Math.log((1 + correlation) / (1 - correlation)) - 1.6449 * Math.sqrt(1.06 / 12));
        assertThat(foresight.compared()).isEqualTo(16);
        assertThat(foresight.weight()).isCloseTo(expected, within(1e-9)).isPositive();
    }

    /** Losses fall while a study goes on, and so does whatever a model expects that goes by the best so far. */
    @Test
    void aSharedTrendIsNoForesight() {
        double[] losses = IntStream.range(0, 40)
                .mapToDouble(i -> 100 * Math.exp(-i / 10.0) * (1 + 0.2 * (i * 37 % 101) / 101))
                .toArray();
        History history = new Stories().ended(Turn.NONE, losses).history();
        List<Foretold> said = new ArrayList<>();
        for (int number = 20; number < 40; number++) {
            double mean = 100 * Math.exp(-number / 10.0) * (1 + 0.2 * (number * 53 % 97) / 97);
            said.add(new Foretold(history.configuration(number), mean, history.end(number) - 1, number, null));
        }
        assertThat(RankCorrelation.of(
                        said.stream().mapToDouble(Foretold::mean).toArray(),
                        IntStream.range(20, 40).mapToDouble(i -> losses[i]).toArray()))
                .isGreaterThan(0.9);
        assertThat(Foresight.of(history, Direction.MINIMIZE, said).weight()).isZero();
    }

    @Test
    void whatIsToBeLargeIsComparedTheOtherWayRoundAlike() {
        History history = story(40).history();
        List<Foretold> said = said(history, 10, 26, loss -> loss + 0.5 * (loss * 53 % 97));
        assertThat(Foresight.of(history, Direction.MAXIMIZE, said).weight())
                .isCloseTo(Foresight.of(history, Direction.MINIMIZE, said).weight(), within(1e-9));
    }

    @Test
    void whatHadBeenTriedBeforeIsNotForetold() {
        Stories story = story(20);
        History once = story.history();
        List<Observation> again = new ArrayList<>();
        List<Foretold> said = new ArrayList<>();
        for (int number = 10; number < 20; number++) {
            double[] value = {once.value(number, 0)};
            again.add(new Observation(number + 10, once.configuration(number), Standing.COMPLETE, value, 0));
            said.add(new Foretold(once.configuration(number), value[0], 20, 20, null));
        }
        assertThat(Foresight.of(once.with(again), Direction.MINIMIZE, said).compared())
                .isZero();
    }

    @Test
    void whatIsInfeasibleCameOutWorstAndWhatFailedTeachesNothing() {
        Stories story = story(20);
        for (int i = 0; i < 8; i++) {
            story.infeasible(Turn.NONE);
        }
        story.failed(Turn.NONE);
        History history = story.history();
        List<Foretold> liked = said(history, 10, 20, loss -> loss);
        List<Foretold> feared = new ArrayList<>(liked);
        for (int number = 20; number < 29; number++) {
            Configuration configuration = history.configuration(number);
            long revision = history.end(number) - 1;
            liked.add(new Foretold(configuration, -1 - number % 5, revision, 20, null));
            feared.add(new Foretold(configuration, 200 + number % 5, revision, 20, null));
        }
        assertThat(Foresight.of(history, Direction.MINIMIZE, liked))
                .extracting(Foresight::compared, Foresight::weight)
                .containsExactly(18, 0.0);
        assertThat(Foresight.of(history, Direction.MINIMIZE, feared).weight()).isGreaterThan(0.5);
    }

    @Test
    void countsForNothingWithoutACorrelation() {
        assertThat(of(40, 10, 40, loss -> 7).weight()).isZero();
        assertThat(of(40, 10, 40, loss -> -loss).weight()).isZero();
        assertThat(of(40, 10, 40, loss -> loss * 53 % 97).weight()).isZero();
    }

    @Test
    void fadesWhileTheStudysOwnTrialsGrow() {
        assertThat(of(50, 30, 50, loss -> loss).weight()).isEqualTo(1);
        assertThat(of(125, 105, 125, loss -> loss).weight()).isEqualTo(0.5);
        assertThat(of(199, 179, 199, loss -> loss).weight()).isCloseTo(1.0 / 150, within(1e-9));
        assertThat(of(200, 180, 200, loss -> loss)).isEqualTo(Foresight.NONE);
    }

    @Test
    void onlyWhatWasSaidBeforeATrialEndedCounts() {
        History history = story(20).history();
        List<Foretold> after = said(history, 0, 20, loss -> loss).stream()
                .map(said -> new Foretold(said.configuration(), said.mean(), said.revision() + 1, 20, null))
                .toList();
        assertThat(Foresight.of(history, Direction.MINIMIZE, after).compared()).isZero();
    }

    @Test
    void theLatestWordCounts() {
        History history = story(20).history();
        List<Foretold> said = new ArrayList<>();
        said(history, 10, 20, loss -> -loss)
                .forEach(first -> said.add(new Foretold(first.configuration(), first.mean(), 0, 10, null)));
        said.addAll(said(history, 10, 20, loss -> loss));
        assertThat(Foresight.of(history, Direction.MINIMIZE, said.reversed())).isEqualTo(new Foresight(-1, 10, 0));
        assertThat(Foresight.of(history, Direction.MINIMIZE, said)).isEqualTo(new Foresight(1, 10, 1));
    }

    @Test
    void whatWasSaidLongAgoOrInTheStartupDoesNotCount() {
        assertThat(of(40, 0, 18, loss -> loss).compared()).isEqualTo(8);
        History history = story(50).history();
        List<Foretold> said = said(history, 10, 30, loss -> loss);
        for (int i = 0; i < 290; i++) {
            said.add(new Foretold(Stories.at(0.001 * i), 1, 50, 50, Origin.TPE));
        }
        assertThat(Foresight.of(history, Direction.MINIMIZE, said).compared()).isEqualTo(10);
    }

    @Test
    void theLastTwentyOutcomesCount() {
        History history = story(50).history();
        List<Foretold> said = said(history, 10, 30, loss -> -loss);
        said.addAll(said(history, 30, 50, loss -> loss));
        assertThat(Foresight.of(history, Direction.MINIMIZE, said)).isEqualTo(new Foresight(1, 20, 1));
        History reversed = story(50).endedInReverse();
        List<Foretold> early = said.stream()
                .map(each -> new Foretold(each.configuration(), each.mean(), 0, each.madeAt(), null))
                .toList();
        assertThat(Foresight.of(reversed, Direction.MINIMIZE, early)).isEqualTo(new Foresight(-1, 20, 0));
    }
}
