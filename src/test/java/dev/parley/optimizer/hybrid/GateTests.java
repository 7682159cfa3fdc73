package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Mixing;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Proposal;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.Objects;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class GateTests {

    /** Suggests 0.5 and thinks the more of a configuration the nearer it is to a place; of none, if that is NaN. */
    private record Engine(double place) implements Strategy {

        @Override
        public List<Suggestion> suggest(
                SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
            return draws.stream()
                    .map(draw -> new Suggestion(Stories.at(0.5), Origin.TPE))
                    .toList();
        }

        @Override
        public double @Nullable [] acquisition(
                SearchSpace space,
                List<Objective> objectives,
                History history,
                @Nullable Fit fit,
                List<Configuration> candidates) {
            return Double.isNaN(place)
                    ? null
                    : candidates.stream()
                            .mapToDouble(candidate -> -Math.abs(candidate.coordinate(0) - place))
                            .toArray();
        }
    }

    private static final Engine BLIND = new Engine(Double.NaN);
    private static final Engine CONTENT = new Engine(0.5);

    private static List<Suggestion> suggest(Strategy engine, History history, List<Proposal> proposals, int count) {
        List<Draw> draws = LongStream.range(0, count)
                .mapToObj(i -> new Draw(7, history.size() + i))
                .toList();
        Configuration none = Configuration.none(Stories.SPACE);
        return new Mixed(Mode.GATED)
                .suggest(engine, Stories.SPACE, Stories.LOSS, history, null, Counsel.of(proposals), none, draws);
    }

    private static List<Proposal> proposals(History history) {
        return Stories.proposals(history, 0.101, 0.203, 0.305, 0.407, 0.609, 0.711, 0.813, 0.915);
    }

    private static List<Turn> turns(Strategy engine, Stories story, int count) {
        History history = story.history();
        return suggest(engine, history, proposals(history), count).stream()
                .map(Suggestion::turn)
                .toList();
    }

    private static Turn turn(Strategy engine, Stories story) {
        return turns(engine, story, 1).getFirst();
    }

    private static Mixing mixing(Strategy engine, Stories story) {
        History history = story.history();
        return Objects.requireNonNull(
                suggest(engine, history, proposals(history), 1).getFirst().mixing());
    }

    /** Long enough for everything but starts, and the model had its turn of late. */
    private static Stories later() {
        return new Stories().engines(20).ended(Turn.PROBE, 99);
    }

    /** The same, with credit of 1.5 and few failures. */
    private static Stories earned() {
        return new Stories().engines(20).ended(Turn.PROBE, 0.5);
    }

    @Test
    void theModelHasEverySecondTrialToStartWithAndOneAtATime() {
        assertThat(turns(BLIND, new Stories(), 4)).containsExactly(Turn.START, Turn.NONE, Turn.NONE, Turn.NONE);
        assertThat(turn(BLIND, new Stories().pending(Turn.START, 1).engines(3))).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 0.1))).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 0.1).engines(1))).isEqualTo(Turn.START);
    }

    @Test
    void theModelHasNoStartWhereSimilarStudiesGuideTheEngine() {
        Strategy guided = (space, objectives, history, fixed, draws) -> draws.stream()
                .map(draw -> new Suggestion(Stories.at(0.5), Origin.TRANSFER))
                .toList();
        History none = new Stories().history();
        assertThat(suggest(BLIND, none, proposals(none), 1).getFirst().turn()).isEqualTo(Turn.START);
        assertThat(suggest(guided, none, proposals(none), 1).getFirst().turn()).isEqualTo(Turn.NONE);
    }

    @Test
    void theModelHasFourStarts() {
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 0.1, 0.2, 0.3).engines(5)))
                .isEqualTo(Turn.START);
        assertThat(turn(
                        BLIND,
                        new Stories().ended(Turn.START, 0.1, 0.2, 0.3, 0.4).engines(5)))
                .isEqualTo(Turn.NONE);
    }

    @Test
    void noStartFollowsWhileOneIsInTheWorseHalf() {
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 0.5).engines(1))).isEqualTo(Turn.START);
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 1.5).engines(1))).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, new Stories().ended(Turn.START, 1.5).engines(3))).isEqualTo(Turn.START);
        assertThat(turn(BLIND, new Stories().failed(Turn.START).engines(3))).isEqualTo(Turn.NONE);
    }

    @Test
    void startsEndWhenFifteenTrialsHaveEnded() {
        Stories fourteen = new Stories().ended(Turn.START, 0.1).engines(13);
        assertThat(turn(BLIND, fourteen)).isEqualTo(Turn.START);
        assertThat(turn(BLIND, fourteen.engines(1))).isNotEqualTo(Turn.START);
    }

    @Test
    void beforeTheStartupHasEndedTheModelHasStartsOnly() {
        Stories nine = new Stories().ended(Turn.START, 50, 60).engines(7);
        assertThat(turn(new Engine(0.101), nine)).isEqualTo(Turn.NONE);
        assertThat(turn(new Engine(0.101), nine.engines(1))).isNotEqualTo(Turn.NONE);
    }

    @Test
    void aModelWithoutTurnsIsProbedOnceInTenTrials() {
        assertThat(turn(BLIND, new Stories().engines(20))).isEqualTo(Turn.PROBE);
        Stories probed = new Stories().engines(20).ended(Turn.PROBE, 1.5);
        assertThat(turn(BLIND, probed.engines(9))).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, probed.engines(1))).isEqualTo(Turn.PROBE);
    }

    @Test
    void aModelThatFailedIsNotProbedForTwentyFiveTrials() {
        Stories failed = new Stories().engines(20).ended(Turn.PROBE, 99);
        assertThat(turn(BLIND, failed.engines(24))).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, failed.engines(1))).isEqualTo(Turn.PROBE);
    }

    @Test
    void aProbeIsTheFirstProposalAwayFromWhatWasTried() {
        History history = new Stories().engines(20).history().with(List.of(pending(20, Stories.at(0.3))));
        assertThat(probed(history, 0.31, 0.34, 0.9, 0.8)).isEqualTo(Stories.at(0.9));
        assertThat(probed(history, 0.31, 0.36)).isEqualTo(Stories.at(0.36));
        assertThat(probed(history, 0.31, 0.34)).isEqualTo(Stories.at(0.5));
    }

    @Test
    void aStartLiesAwayFromWhatWasTried() {
        History history = new Stories().engines(2).history().with(List.of(pending(2, Stories.at(0.3))));
        assertThat(probed(history, 0.31, 0.34, 0.9, 0.8)).isEqualTo(Stories.at(0.9));
        assertThat(probed(history, 0.31, 0.34)).isEqualTo(Stories.at(0.5));
    }

    private static Configuration probed(History history, double... places) {
        return suggest(BLIND, history, Stories.proposals(history, places), 1)
                .getFirst()
                .configuration();
    }

    private static Observation pending(int number, Configuration configuration) {
        return new Observation(number, configuration, Observation.Standing.PENDING, new double[0], 0);
    }

    @Test
    void withCreditTheModelHasDirectTurnsAsOftenAsItsOddsSay() {
        History history = earned().history();
        Configuration none = Configuration.none(Stories.SPACE);
        int direct = 0;
        for (int i = 0; i < 1_000; i++) {
            direct += new Mixed(Mode.GATED)
                                    .suggest(
                                            CONTENT,
                                            Stories.SPACE,
                                            Stories.LOSS,
                                            history,
                                            null,
                                            Counsel.of(proposals(history)),
                                            none,
                                            List.of(new Draw(i, history.size())))
                                    .getFirst()
                                    .turn()
                            == Turn.DIRECT
                    ? 1
                    : 0;
        }
        assertThat(mixing(CONTENT, earned()).odds()).isEqualTo(0.6);
        assertThat(direct).isBetween(550, 650);
    }

    @Test
    void withoutCreditTheModelHasNoDirectTurns() {
        assertThat(turns(CONTENT, later(), 8)).containsOnly(Turn.NONE);
        assertThat(mixing(CONTENT, later()).credit()).isZero();
    }

    @Test
    void aDirectTurnTakesTheProposalThatTheEngineLikesBest() {
        History history = earned().history();
        assertThat(suggest(CONTENT, history, proposals(history), 16).stream()
                        .filter(suggestion -> suggestion.turn() == Turn.DIRECT)
                        .findFirst())
                .hasValueSatisfying(suggestion -> {
                    assertThat(suggestion.configuration()).isEqualTo(Stories.at(0.407));
                    assertThat(Objects.requireNonNull(suggestion.mixing()).acquisitionRank())
                            .isEqualTo(1);
                });
    }

    @Test
    void pendingDirectTurnsUseUpCredit() {
        assertThat(turns(CONTENT, earned(), 16).stream().filter(turn -> turn == Turn.DIRECT))
                .hasSize(2);
    }

    @Test
    void theEngineKeepsHalfOfTheTrials() {
        Engine admirer = new Engine(0.101);
        assertThat(turn(admirer, later())).isEqualTo(Turn.JUDGED);
        assertThat(turn(
                        admirer,
                        new Stories()
                                .engines(20)
                                .ended(
                                        Turn.JUDGED,
                                        IntStream.range(0, 9)
                                                .mapToDouble(i -> 5)
                                                .toArray())))
                .isNotEqualTo(Turn.NONE);
        assertThat(turn(
                        admirer,
                        new Stories()
                                .engines(20)
                                .ended(
                                        Turn.JUDGED,
                                        IntStream.range(0, 10)
                                                .mapToDouble(i -> 5)
                                                .toArray())))
                .isEqualTo(Turn.NONE);
    }

    @Test
    void theEnginesJudgementAdmitsProposals() {
        assertThat(turn(new Engine(0.9), later())).isEqualTo(Turn.JUDGED);
        assertThat(turn(CONTENT, later())).isEqualTo(Turn.NONE);
        assertThat(turn(BLIND, later())).isEqualTo(Turn.NONE);
    }

    @Test
    void aSuggestionSaysWhatElseThereWas() {
        Mixing models = mixing(new Engine(0.7), later());
        assertThat(models.proposal()).isEqualTo(5);
        assertThat(models.best()).isZero();
        assertThat(models.engines()).isEqualTo(Stories.at(0.5));
        assertThat(models.acquisitionRank()).isZero();
        Mixing engines = mixing(CONTENT, later());
        assertThat(engines.proposal()).isEqualTo(Mixing.NO_PROPOSAL);
        assertThat(engines.best()).isZero();
        assertThat(engines.engines()).isNull();
    }

    @Test
    void proposalsNearATrialAreLeft() {
        History history = later().history().with(List.of(pending(21, Stories.at(0.3))));
        assertThat(admired(history, 0.309, history.ended())).isEqualTo(Turn.NONE);
        assertThat(admired(history, 0.311, history.ended())).isEqualTo(Turn.JUDGED);
    }

    @Test
    void staleProposalsAreLeft() {
        History history = later().history();
        assertThat(admired(history, 0.3, history.ended() - 10)).isEqualTo(Turn.JUDGED);
        assertThat(admired(history, 0.3, history.ended() - 11)).isEqualTo(Turn.NONE);
    }

    private static Turn admired(History history, double place, int madeAt) {
        List<Proposal> proposals = List.of(new Proposal(0, Stories.at(place), 0, madeAt));
        return suggest(new Engine(place), history, proposals, 1).getFirst().turn();
    }

    @Test
    void theNewestAnswerComesFirst() {
        History history = new Stories().engines(4).history();
        List<Proposal> proposals = List.of(
                new Proposal(1, Stories.at(0.11), 0, 1),
                new Proposal(2, Stories.at(0.22), 1, 3),
                new Proposal(3, Stories.at(0.33), 0, 3));
        assertThat(suggest(BLIND, history, proposals, 1).getFirst().configuration())
                .isEqualTo(Stories.at(0.33));
    }
}
