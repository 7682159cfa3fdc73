package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.Contender;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.Verdict;
import dev.parley.optimizer.Verdict.Outlook;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.testing.RandomHistories;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class GpSurrogateTests {

    private static final SearchSpace PLANE = new SearchSpace(List.of(axis("x"), axis("y")));
    private static final List<Objective> LOSS = List.of(new Objective("loss", Direction.MINIMIZE));

    private final GpSurrogate surrogate = new GpSurrogate();

    private static FloatParameter axis(String name) {
        return new FloatParameter(name, 0, 1, null, Scale.LINEAR, null, null);
    }

    private Verdict judge(SearchSpace space, List<Objective> objectives, History history) {
        return surrogate.judge(space, objectives, history, surrogate.fit(space, objectives, history));
    }

    private static double bowl(Configuration configuration) {
        double x = configuration.coordinate(0) - 0.3;
        double y = configuration.coordinate(1) - 0.6;
        return 3 * x * x + 2 * y * y;
    }

    /** Random trials of the bowl, evaluated with noise. */
    private static History noisyBowl(int trials, double noise, Direction direction, long seed) {
        Random random = new Random(seed);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < trials; i++) {
            Configuration configuration = new Configuration(random.nextDouble(), random.nextDouble());
            double value = direction.loss(bowl(configuration) + noise * random.nextGaussian());
            observations.add(new Observation(i, configuration, Standing.COMPLETE, new double[] {value}, 0));
        }
        return History.empty(PLANE, 1).with(observations);
    }

    private static int luckiest(History history, Direction direction) {
        int best = 0;
        for (int i = 1; i < history.size(); i++) {
            best = direction.isBetter(history.value(i, 0), history.value(best, 0)) ? i : best;
        }
        return best;
    }

    @ParameterizedTest
    @EnumSource
    void recommendsWhatIsTrulyBetterThanTheLuckiestTrial(Direction direction) {
        List<Objective> objectives = List.of(new Objective("score", direction));
        double recommended = 0;
        double lucky = 0;
        int held = 0;
        for (int seed = 0; seed < 30; seed++) {
            History history = noisyBowl(40, 0.2, direction, seed);
            Contender best = judge(PLANE, objectives, history).contenders().getFirst();
            double truth = direction.loss(bowl(best.configuration()));
            recommended += bowl(best.configuration());
            lucky += bowl(history.configuration(luckiest(history, direction)));
            held += best.low() <= truth && truth <= best.high() ? 1 : 0;
            assertThat(best.mean()).isBetween(best.low(), best.high());
        }
        assertThat(recommended).isLessThan(0.6 * lucky);
        assertThat(held).isGreaterThanOrEqualTo(24);
    }

    @Test
    void recommendsTheBestTrialWhereThereIsNoNoise() {
        for (int seed = 0; seed < 20; seed++) {
            History history = noisyBowl(40, 0, Direction.MINIMIZE, seed);
            Contender best = judge(PLANE, LOSS, history).contenders().getFirst();
            assertThat(best.trials()).containsExactly(luckiest(history, Direction.MINIMIZE));
            assertThat(best.mean()).isCloseTo(bowl(best.configuration()), within(0.02));
            assertThat(best.probability()).isGreaterThan(0.3);
        }
    }

    @Test
    void believesSureResultsMoreThanLuckyOnes() {
        double[][] points = {{0.1, 0.1}, {0.5, 0.9}, {0.9, 0.2}, {0.3, 0.5}, {0.7, 0.6}};
        double[] values = {0.2, 0.5, 0.9, 0.8, 0.7};
        double[] errors = {1, 0.01, 0.01, 0.01, 0.01};
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < points.length; i++) {
            observations.add(new Observation(
                    i,
                    new Configuration(points[i]),
                    Standing.COMPLETE,
                    new double[] {values[i]},
                    0,
                    Double.NaN,
                    new double[] {errors[i]},
                    i));
        }
        Verdict verdict = judge(PLANE, LOSS, History.empty(PLANE, 1).with(observations));
        Contender best = verdict.contenders().getFirst();
        assertThat(best.trials()).containsExactly(1);
        assertThat(best.high() - best.low()).isLessThan(0.3);
    }

    @Test
    void countsRepeatsOfAConfigurationTogether() {
        History once = noisyBowl(30, 0.2, Direction.MINIMIZE, 5);
        Contender before = judge(PLANE, LOSS, once).contenders().getFirst();
        Random random = new Random(9);
        List<Observation> repeats = new ArrayList<>();
        for (int i = 30; i < 50; i++) {
            double value = bowl(before.configuration()) + 0.2 * random.nextGaussian();
            repeats.add(new Observation(i, before.configuration(), Standing.COMPLETE, new double[] {value}, 0));
        }
        Contender after = judge(PLANE, LOSS, once.with(repeats)).contenders().stream()
                .filter(contender -> contender.configuration().equals(before.configuration()))
                .findFirst()
                .orElseThrow();
        assertThat(after.trials()).hasSize(before.trials().size() + 20);
        assertThat(after.high() - after.low()).isLessThan(0.7 * (before.high() - before.low()));
        assertThat(after.mean()).isCloseTo(bowl(before.configuration()), within(0.12));
    }

    @Test
    void seesLessToGainTheMoreIsKnown() {
        Outlook early = outlook(noisyBowl(8, 0.001, Direction.MINIMIZE, 3));
        Outlook late = outlook(noisyBowl(150, 0.001, Direction.MINIMIZE, 3));
        assertThat(late.improvement()).isLessThan(0.2 * early.improvement());
        assertThat(outlook(noisyBowl(150, 0.2, Direction.MINIMIZE, 3)).noise()).isBetween(0.1, 0.3);
        assertThat(late.noise()).isLessThan(0.02);
        assertThat(late.spread()).isGreaterThan(0.1);
    }

    @Test
    void seesLittleToGainWhereNoiseHidesIt() {
        Outlook noisy = outlook(noisyBowl(150, 0.2, Direction.MINIMIZE, 3));
        assertThat(noisy.improvement()).isBetween(1e-6, 0.2 * noisy.uncertainty());
        Outlook exact = outlook(noisyBowl(20, 0.001, Direction.MINIMIZE, 3));
        assertThat(exact.improvement()).isGreaterThan(0.3 * exact.uncertainty());
    }

    private Outlook outlook(History history) {
        return Objects.requireNonNull(judge(PLANE, LOSS, history).outlook());
    }

    @Test
    void triesAgainWhatMayBeTheBest() {
        History history = noisyBowl(40, 0.2, Direction.MINIMIZE, 1);
        Fit fit = Objects.requireNonNull(surrogate.fit(PLANE, LOSS, history));
        List<Draw> draws = LongStream.range(0, 40).mapToObj(n -> new Draw(3, n)).toList();
        List<Suggestion> retests = surrogate.retests(PLANE, LOSS, history, fit, Configuration.none(PLANE), draws);
        assertThat(retests).hasSize(40).allSatisfy(retest -> {
            assertThat(retest.origin()).isEqualTo(Origin.RETEST);
            assertThat(bowl(retest.configuration())).isLessThan(0.5);
        });
        assertThat(retests.stream().map(Suggestion::configuration).distinct()).hasSizeBetween(2, 20);
        assertThat(retests.subList(5, 40))
                .isEqualTo(
                        surrogate.retests(PLANE, LOSS, history, fit, Configuration.none(PLANE), draws.subList(5, 40)));
    }

    @Test
    void triesAgainOnlyWhatMatches() {
        History history = noisyBowl(40, 0.2, Direction.MINIMIZE, 1);
        Fit fit = Objects.requireNonNull(surrogate.fit(PLANE, LOSS, history));
        Configuration fixed = new Configuration(history.configuration(7).coordinate(0), Double.NaN);
        List<Draw> draws = List.of(new Draw(3, 1));
        assertThat(surrogate.retests(PLANE, LOSS, history, fit, fixed, draws))
                .extracting(Suggestion::configuration)
                .containsExactly(history.configuration(7));
        assertThat(surrogate.retests(PLANE, LOSS, history, fit, new Configuration(0.123, Double.NaN), draws))
                .isEmpty();
    }

    @Test
    void recommendsNothingThatIsInfeasible() {
        Observation infeasible = new Observation(0, new Configuration(0.5, 0.5), Standing.INFEASIBLE, new double[0], 0);
        Observation violating =
                new Observation(1, new Configuration(0.2, 0.5), Standing.COMPLETE, new double[] {0.1}, 2);
        Observation feasible =
                new Observation(2, new Configuration(0.3, 0.5), Standing.COMPLETE, new double[] {0.4}, 0);
        History none = History.empty(PLANE, 1).with(List.of(infeasible, violating));
        assertThat(judge(PLANE, LOSS, none).contenders()).isEmpty();
        assertThat(judge(PLANE, LOSS, none.with(List.of(feasible))).contenders())
                .extracting(Contender::trials)
                .containsExactly(List.of(2));
    }

    @Test
    void recommendsTheOnlyTrialWithoutPretendingToKnowMore() {
        History history = noisyBowl(1, 0, Direction.MINIMIZE, 1);
        Verdict verdict = judge(PLANE, LOSS, history);
        assertThat(verdict.outlook()).isNull();
        assertThat(verdict.contenders()).singleElement().satisfies(contender -> {
            assertThat(contender.mean()).isEqualTo(history.value(0, 0));
            assertThat(contender.low()).isNaN();
        });
    }

    @Test
    void judgesLongHistoriesOfFewConfigurations() {
        SearchSpace space =
                new SearchSpace(List.of(new CategoricalParameter("solver", List.of("a", "b", "c", "d"), null, null)));
        Random random = new Random(4);
        List<Observation> observations = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            int choice = random.nextInt(4);
            double value = choice * 0.1 + random.nextGaussian();
            observations.add(new Observation(i, new Configuration(choice), Standing.COMPLETE, new double[] {value}, 0));
        }
        Verdict verdict = judge(space, LOSS, History.empty(space, 1).with(observations));
        assertThat(verdict.contenders()).hasSize(4);
        assertThat(verdict.contenders().stream()
                        .mapToDouble(Contender::probability)
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void judgesEveryHistoryThatAStudyCanBringAbout() {
        for (int seed = 0; seed < 300; seed++) {
            SearchSpace space = RandomSpaces.space(seed);
            History history = RandomHistories.history(space, 1, 40, seed);
            List<Objective> objectives =
                    List.of(new Objective("value", seed % 2 == 0 ? Direction.MINIMIZE : Direction.MAXIMIZE));
            Verdict verdict = judge(space, objectives, history);
            assertThat(verdict).as("seed %d", seed).isEqualTo(judge(space, objectives, history));
            assertThat(verdict.contenders()).as("seed %d", seed).allSatisfy(contender -> {
                assertThat(contender.mean()).isFinite();
                assertThat(contender.trials())
                        .allSatisfy(number ->
                                assertThat(history.configuration(number)).isEqualTo(contender.configuration()));
            });
            Outlook outlook = verdict.outlook();
            if (outlook != null) {
                assertThat(new double[] {outlook.improvement(), outlook.noise(), outlook.uncertainty(), outlook.spread()
                        })
                        .as("seed %d", seed)
                        .matches(numbers -> java.util.Arrays.stream(numbers)
                                .allMatch(number -> number >= 0 && number <= Double.POSITIVE_INFINITY));
                assertThat(verdict.contenders().stream()
                                .mapToDouble(Contender::probability)
                                .sum())
                        .isCloseTo(1, within(1e-9));
            }
        }
    }
}
