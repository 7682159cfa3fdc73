package dev.parley.optimizer.tpe;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class LossOrderingTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));

    private static LossOrdering ordering(Direction direction, double... values) {
        List<Observation> trials = new ArrayList<>();
        for (double value : values) {
            trials.add(
                    new Observation(trials.size(), new Configuration(0.5), Standing.COMPLETE, new double[] {value}, 0));
        }
        return new LossOrdering(History.empty(SPACE, 1).with(trials), direction);
    }

    @Test
    void improvementsAreInProportionToTheDistanceFromTheBestOfTheOthers() {
        LossOrdering ordering = ordering(Direction.MINIMIZE, 1, 3, 4, 5);
        assertThat(ordering.improvements(new int[] {0, 1, 2}, 3)).containsExactly(2, 1, 0.5);
        assertThat(ordering(Direction.MAXIMIZE, 9, 5).improvements(new int[] {0}, 1))
                .containsExactly(2);
    }

    @Test
    void theLargestDoublesDoNotOverflow() {
        LossOrdering ordering = ordering(Direction.MINIMIZE, -Double.MAX_VALUE, 0, Double.MAX_VALUE);
        assertThat(ordering.improvements(new int[] {0, 1}, 2)).containsExactly(Double.MAX_VALUE, Double.MAX_VALUE / 2);
    }
}
