package dev.parley.llm.prompt;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.ParetoFront;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

class RankingTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));
    private static final Objective LOSS = new Objective("loss", Direction.MINIMIZE);
    private static final Objective SPEED = new Objective("speed", Direction.MAXIMIZE);

    @Test
    void putsCompleteBeforePrunedBeforeInfeasibleOnes() {
        History history = History.empty(SPACE, 1)
                .with(List.of(
                        trial(0, Standing.INFEASIBLE, 0, Double.NaN),
                        trial(1, Standing.INFEASIBLE, 2, Double.NaN),
                        trial(2, Standing.PRUNED, 0, 3, 0.1),
                        trial(3, Standing.PRUNED, 0, 9, 0.9),
                        trial(4, Standing.COMPLETE, 0, Double.NaN, 5),
                        trial(5, Standing.COMPLETE, 1, Double.NaN, 1),
                        trial(6, Standing.PENDING, 0, Double.NaN),
                        trial(7, Standing.COMPLETE, 0, Double.NaN, 4),
                        trial(8, Standing.IGNORED, 0, Double.NaN)));

        assertThat(new Ranking(history, List.of(LOSS)).numbers()).containsExactly(7, 4, 3, 2, 5, 1, 0);
    }

    @Test
    void putsTheParetoFrontFirst() {
        History history = History.empty(SPACE, 2)
                .with(List.of(
                        trial(0, Standing.COMPLETE, 0, Double.NaN, 1, 1),
                        trial(1, Standing.COMPLETE, 0, Double.NaN, 2, 5),
                        trial(2, Standing.COMPLETE, 0, Double.NaN, 2, 4),
                        trial(3, Standing.COMPLETE, 0, Double.NaN, 9, 9),
                        trial(4, Standing.COMPLETE, 0, Double.NaN, 9, 8)));
        Ranking ranking = new Ranking(history, List.of(LOSS, SPEED));

        assertThat(ranking.front()).isEqualTo(3);
        assertThat(Arrays.stream(ranking.numbers()).limit(3)).containsExactlyInAnyOrder(0, 1, 3);
    }

    @Test
    void knowsTheSameFrontAsTheOptimizer() {
        for (int trials = 1; trials < 60; trials++) {
            History history = Briefings.history(SPACE, 2, trials);
            Ranking ranking = new Ranking(history, List.of(LOSS, SPEED));

            assertThat(Arrays.stream(ranking.numbers()).limit(ranking.front()).boxed())
                    .containsExactlyInAnyOrderElementsOf(
                            ParetoFront.after(history, List.of(LOSS, SPEED), -1, trials, Long.MAX_VALUE)
                                    .numbers());
        }
    }

    @Test
    void takesTheBestTenthForGood() {
        Ranking ranking = new Ranking(Briefings.history(SPACE, 1, 95), List.of(LOSS));

        assertThat(ranking.below()).hasSize(10);
        assertThat(ranking.above()).hasSize(85);
        assertThat(new Ranking(Briefings.history(SPACE, 1, 900), List.of(LOSS)).below())
                .hasSize(25);
    }

    private static Observation trial(int number, Standing standing, double violation, double step, double... values) {
        return new Observation(
                number, new Configuration(0.5), standing, values, violation, step, new double[0], number);
    }
}
