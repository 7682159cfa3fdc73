package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Counsel;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.Foretold;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Reranking;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RerankerTests {

    private static final double OWN = 0.5;

    /** Suggests a half and, for every pending trial, a little more; thinks so much of some places and 1 of all others. */
    private record Engine(Map<Double, Double> thoughts) implements Strategy {

        @Override
        public List<Suggestion> suggest(
                SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
            return IntStream.range(0, draws.size())
                    .mapToObj(i -> new Suggestion(Stories.at(OWN + 0.02 * (history.size() - 20 + i)), Origin.TPE))
                    .toList();
        }

        @Override
        public double @Nullable [] acquisition(
                SearchSpace space,
                List<Objective> objectives,
                History history,
                @Nullable Fit fit,
                List<Configuration> candidates) {
            return candidates.stream()
                    .mapToDouble(candidate -> thoughts.getOrDefault(candidate.coordinate(0), 1.0))
                    .toArray();
        }
    }

    private static final Engine INDIFFERENT = new Engine(Map.of());

    private static final History HISTORY = new Stories()
            .ended(
                    Turn.NONE,
                    IntStream.range(0, 20).mapToDouble(i -> i * 7 % 20).toArray())
            .history();

    /** What a model said of the last ten trials, times a factor, and of candidates now. */
    private static List<Foretold> said(double factor, Map<Double, Double> candidates) {
        List<Foretold> said = new ArrayList<>();
        for (int number = 10; number < 20; number++) {
            said.add(new Foretold(HISTORY.configuration(number), factor * HISTORY.value(number, 0), number, 10, null));
        }
        candidates.forEach((place, mean) -> said.add(candidate(place, mean, 20)));
        return said;
    }

    private static Foretold candidate(double place, double mean, int madeAt) {
        return new Foretold(Stories.at(place), mean, madeAt, madeAt, Origin.GP);
    }

    private static List<Suggestion> suggest(Mode mode, Strategy engine, List<Foretold> said, int count) {
        List<Draw> draws =
                IntStream.range(0, count).mapToObj(i -> new Draw(7, 20 + i)).toList();
        return new Mixed(mode)
                .suggest(
                        engine,
                        Stories.SPACE,
                        Stories.LOSS,
                        HISTORY,
                        null,
                        new Counsel(List.of(), said),
                        Configuration.none(Stories.SPACE),
                        draws);
    }

    private static Suggestion suggest(Strategy engine, List<Foretold> said) {
        return suggest(Mode.GATED, engine, said, 1).getFirst();
    }

    private static Reranking reranking(Suggestion suggestion) {
        return Objects.requireNonNull(
                Objects.requireNonNull(suggestion.mixing()).reranking());
    }

    @Test
    void amongEqualsTheModelDecides() {
        Suggestion suggestion = suggest(INDIFFERENT, said(1, Map.of(0.1, 3.0, 0.2, 1.0, 0.3, 5.0)));
        assertThat(suggestion.configuration()).isEqualTo(Stories.at(0.2));
        assertThat(suggestion.origin()).isEqualTo(Origin.GP);
        assertThat(suggestion.turn()).isEqualTo(Turn.RERANKED);
        assertThat(reranking(suggestion)).isEqualTo(new Reranking(1, 1, 10, 4, 1.0));
        assertThat(Objects.requireNonNull(suggestion.mixing()).engines()).isEqualTo(Stories.at(OWN));
    }

    @Test
    void theEnginesOwnStaysWhereItThinksMuchLessOfTheOthers() {
        Engine sure = new Engine(Map.of(OWN, 9.0));
        Suggestion suggestion = suggest(sure, said(1, Map.of(0.1, 5.0, 0.2, 1.0, 0.3, 3.0)));
        assertThat(suggestion.configuration()).isEqualTo(Stories.at(OWN));
        assertThat(suggestion.origin()).isEqualTo(Origin.TPE);
        assertThat(reranking(suggestion).hasChanged()).isFalse();
        assertThat(Objects.requireNonNull(suggestion.mixing()).engines()).isNull();
    }

    @Test
    void acquisitionAndPredictionAreWeighedByTheirSpreads() {
        Map<Double, Double> means = Map.of(0.1, 1.0, 0.2, 2.0, 0.3, 9.0);
        // 0.1 is good by the model, 0.3 by the engine, 0.2 nearly as good by both
        Engine engine = new Engine(Map.of(0.1, 0.0, 0.2, 9.9, 0.3, 10.0, OWN, 10.0));
        assertThat(suggest(engine, said(1, means)).configuration()).isEqualTo(Stories.at(0.2));
    }

    @Test
    void aModelThatForetoldWronglyOrNothingHasNoSay() {
        Map<Double, Double> candidates = Map.of(0.1, 3.0, 0.2, 1.0);
        for (List<Foretold> said :
                List.of(said(-1, candidates), said(1, candidates).subList(3, 12))) {
            Suggestion suggestion = suggest(INDIFFERENT, said);
            assertThat(suggestion).isEqualTo(new Suggestion(Stories.at(OWN), Origin.TPE));
        }
    }

    @Test
    void theOtherModesDoNotRerank() {
        for (Mode mode : List.of(Mode.COIN, Mode.INIT, Mode.ALONE)) {
            assertThat(suggest(mode, INDIFFERENT, said(1, Map.of(0.1, 1.0, 0.2, 2.0)), 1))
                    .containsExactly(new Suggestion(Stories.at(OWN), Origin.TPE));
        }
    }

    @Test
    void candidatesThatAreStaleOrTriedOrDoNotFitAreLeft() {
        List<Foretold> said = said(1, Map.of(0.2, 5.0, 0.4, 6.0));
        said.add(candidate(0.1, 1, 9));
        said.add(new Foretold(HISTORY.configuration(3), 1, 20, 20, Origin.TPE));
        said.add(candidate(7, 1, 20));
        assertThat(suggest(INDIFFERENT, said).configuration()).isEqualTo(Stories.at(0.2));

        Configuration fixed = new Configuration(0.4, Double.NaN);
        List<Suggestion> matching = new Mixed(Mode.GATED)
                .suggest(
                        INDIFFERENT,
                        Stories.SPACE,
                        Stories.LOSS,
                        HISTORY,
                        null,
                        new Counsel(List.of(), said),
                        fixed,
                        List.of(new Draw(7, 20)));
        assertThat(reranking(matching.getFirst()).candidates()).isEqualTo(2);
    }

    @Test
    void theEnginesOwnIsAsGoodByTheModelAsTheCandidateNearestToIt() {
        Map<Double, Double> candidates = Map.of(0.1, 2.0, 0.2, 3.0, 0.45, 1.0);
        assertThat(suggest(INDIFFERENT, said(1, candidates)).configuration()).isEqualTo(Stories.at(OWN));
        Engine doubtful = new Engine(Map.of(OWN, 0.0));
        assertThat(suggest(doubtful, said(1, candidates)).configuration()).isEqualTo(Stories.at(OWN));
    }

    @Test
    void onlyTheNewestCandidatesAreThereAndNotForLong() {
        List<Foretold> said = said(1, Map.of());
        said.add(candidate(0.1, 1, 11));
        said.add(candidate(0.2, 2, 11));
        assertThat(suggest(INDIFFERENT, said).configuration()).isEqualTo(Stories.at(0.1));
        said.add(candidate(0.3, 3, 12));
        assertThat(reranking(suggest(INDIFFERENT, said)).candidates()).isEqualTo(2);
        assertThat(suggest(INDIFFERENT, said(1, Map.of()))).isEqualTo(new Suggestion(Stories.at(OWN), Origin.TPE));
        List<Foretold> stale = said(1, Map.of());
        stale.add(candidate(0.1, 1, 9));
        assertThat(suggest(INDIFFERENT, stale)).isEqualTo(new Suggestion(Stories.at(OWN), Origin.TPE));
    }

    @Test
    void eachCandidateIsTakenOnce() {
        List<Suggestion> suggestions =
                suggest(Mode.GATED, INDIFFERENT, said(1, Map.of(0.1, 1.0, 0.2, 2.0, 0.3, 3.0)), 6);
        assertThat(suggestions).hasSize(6);
        assertThat(suggestions.stream().map(Suggestion::configuration)).doesNotHaveDuplicates();
        assertThat(suggestions.stream().map(Suggestion::configuration).limit(2))
                .containsExactly(Stories.at(0.1), Stories.at(0.2));
        assertThat(suggestions.stream().skip(2).map(Suggestion::origin)).containsOnly(Origin.TPE);
    }

    @Test
    void anOddAcquisitionDoesNotHideWhatTheOthersLose() {
        Map<Double, Double> means = Map.of(0.1, 1.0, 0.2, 1.1, 0.3, 1.2, 0.45, 1.3);
        Engine engine = new Engine(Map.of(0.1, 5.0, 0.2, 6.0, 0.3, 7.0, 0.45, -1e6, OWN, 40.0));
        assertThat(suggest(engine, said(1, means)).configuration()).isEqualTo(Stories.at(OWN));
    }

    @Test
    void anOddPredictionDoesNotOverrideTheEngine() {
        Map<Double, Double> means = Map.of(0.1, -1e6, 0.2, 1.1, 0.3, 1.2, 0.45, 1.3);
        Engine engine = new Engine(Map.of(0.1, 4.0, 0.2, 6.0, 0.3, 7.0, 0.45, 7.5, OWN, 10.0));
        assertThat(suggest(engine, said(1, means)).configuration()).isEqualTo(Stories.at(OWN));
    }

    @Test
    void asksThatKnowNothingOfEachOtherTakeDifferentCandidates() {
        Stories busy = new Stories()
                .ended(
                        Turn.NONE,
                        IntStream.range(0, 20).mapToDouble(i -> i * 7 % 20).toArray());
        History history = busy.pending(Turn.NONE, 7).history();
        List<Foretold> said = said(1, Map.of(0.1, 1.0, 0.2, 2.0, 0.3, 3.0));
        int[] taken = new int[3];
        for (int i = 0; i < 800; i++) {
            Suggestion suggestion = new Mixed(Mode.GATED)
                    .suggest(
                            INDIFFERENT,
                            Stories.SPACE,
                            Stories.LOSS,
                            history,
                            null,
                            new Counsel(List.of(), said),
                            Configuration.none(Stories.SPACE),
                            List.of(new Draw(7, i)))
                    .getFirst();
            taken[List.of(0.1, 0.2).indexOf(suggestion.configuration().coordinate(0)) + 1]++;
        }
        assertThat(taken[1]).isBetween(60, 140);
        assertThat(taken[2]).isBetween(60, 140);
    }

    @Test
    void anEngineWithoutAJudgementKeepsItsOwn() {
        Strategy blind = INDIFFERENT::suggest;
        Suggestion suggestion = suggest(blind, said(1, Map.of(0.1, 1.0)));
        assertThat(suggestion.configuration()).isEqualTo(Stories.at(OWN));
        assertThat(Objects.requireNonNull(suggestion.mixing()).reranking()).isNull();
    }

    @Test
    void acquisitionsThatAreNoNumbersCountAsTheWorst() {
        Engine odd = new Engine(Map.of(0.1, Double.NEGATIVE_INFINITY, 0.2, Double.NaN, 0.3, 1.0, 0.45, 0.4, OWN, 0.5));
        assertThat(suggest(odd, said(1, Map.of(0.1, 1.0, 0.2, 1.0, 0.3, 2.0, 0.45, 9.0)))
                        .configuration())
                .isEqualTo(Stories.at(0.3));
    }
}
