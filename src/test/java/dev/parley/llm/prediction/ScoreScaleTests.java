package dev.parley.llm.prediction;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.parley.llm.prompt.Briefings;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.testing.RandomSpaces;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ScoreScaleTests {

    private static History history(double... values) {
        Random random = new Random(1);
        List<Observation> observations = new ArrayList<>();
        for (double value : values) {
            observations.add(
                    Briefings.complete(observations.size(), RandomSpaces.point(Briefings.PERCEPTRON, random), value));
        }
        return History.empty(Briefings.PERCEPTRON, 1).with(observations);
    }

    @Test
    void theBestValueIsAHundredInEitherDirection() {
        ScoreScale up =
                ScoreScale.of(history(0.5, 0.7, 0.9), Direction.MAXIMIZE).orElseThrow();
        assertThat(up.score(0.9)).isEqualTo(100);
        assertThat(up.score(0.5)).isZero();
        ScoreScale down = ScoreScale.of(history(5, 7, 9), Direction.MINIMIZE).orElseThrow();
        assertThat(down.score(5)).isEqualTo(100);
        assertThat(down.score(9)).isZero();
        assertThat(down.score(3)).isEqualTo(150);
    }

    @Test
    void anOutlierDoesNotPressAllOthersTogether() {
        ScoreScale scale =
                ScoreScale.of(history(1, 2, 3, 4, 1e9), Direction.MINIMIZE).orElseThrow();
        assertThat(scale.zero())
                .as("the median and three times its distance from the best")
                .isEqualTo(3 + 3 * 2);
        assertThat(scale.score(3)).isEqualTo(75);
        assertThat(ScoreScale.shown(scale.score(1e9))).isZero();
    }

    @Test
    void aScoreStandsForTheValueThatHasIt() {
        ScoreScale scale =
                ScoreScale.of(history(0.31, 0.27, 0.9), Direction.MINIMIZE).orElseThrow();
        for (double value = 0.1; value < 1; value += 0.1) {
            assertThat(scale.value(scale.score(value))).isCloseTo(value, within(1e-12));
        }
        assertThat(scale.width(100)).isCloseTo(scale.zero() - scale.hundred(), within(1e-12));
    }

    @Test
    void nothingIsToBeToldFromEqualValuesOrNone() {
        assertThat(ScoreScale.of(history(), Direction.MAXIMIZE)).isEmpty();
        assertThat(ScoreScale.of(history(0.5), Direction.MAXIMIZE)).isEmpty();
        assertThat(ScoreScale.of(history(0.5, 0.5), Direction.MAXIMIZE)).isEmpty();
        assertThat(ScoreScale.of(history(-1e308, 1e308), Direction.MAXIMIZE)).isEmpty();
        assertThatThrownBy(() -> new ScoreScale(Direction.MAXIMIZE, 1, 0)).hasMessageContaining("from 1.0 to 0.0");
    }

    @Test
    void onlyCompleteTrialsCount() {
        History history = history(1, 2)
                .with(List.of(
                        new Observation(2, history(1).configuration(0), Standing.PRUNED, new double[] {-100}, 0)));
        assertThat(ScoreScale.of(history, Direction.MINIMIZE).orElseThrow().hundred())
                .isEqualTo(1);
    }

    @Test
    void scoresAreShownWithOneDigit() {
        assertThat(ScoreScale.shown(87.449)).hasToString("87.4");
        assertThat(ScoreScale.shown(100)).hasToString("100");
        assertThat(ScoreScale.shown(-3)).hasToString("0");
    }
}
