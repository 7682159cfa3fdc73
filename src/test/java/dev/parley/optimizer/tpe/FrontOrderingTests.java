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
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrontOrderingTests {

    private static final SearchSpace SPACE =
            new SearchSpace(List.of(new FloatParameter("x", 0, 1, null, Scale.LINEAR, null, null)));
    private static final List<Objective> OBJECTIVES =
            List.of(new Objective("error", Direction.MINIMIZE), new Objective("speed", Direction.MAXIMIZE));

    private final List<Observation> trials = new ArrayList<>();

    private FrontOrderingTests add(Standing standing, double violation, double... values) {
        trials.add(new Observation(trials.size(), new Configuration(0.5), standing, values, violation));
        return this;
    }

    private FrontOrderingTests complete(double error, double speed) {
        return add(Standing.COMPLETE, 0, error, speed);
    }

    private History history() {
        return History.empty(SPACE, 2).with(trials);
    }

    private List<Integer> leaders(int wanted) {
        Ordering ordering = Ordering.of(history(), OBJECTIVES, wanted, trials.size());
        return IntStream.of(Leaders.of(history(), ordering, wanted)).boxed().toList();
    }

    @Test
    void laterFrontsFollowEarlierOnes() {
        complete(3, 1).complete(1, 1).complete(2, 2).complete(4, 1);
        assertThat(leaders(4)).containsExactly(1, 2, 0, 3);
        assertThat(leaders(2)).containsExactly(1, 2);
    }

    @Test
    void ofAFrontThatIsCutThoseComeFirstThatTogetherDominateMost() {
        // losses (0, 0.8), (0.1, 0.75), (0.2, 0.5), (0.9, 0): the one in the bend dominates most, then the ends
        complete(0, -0.8).complete(0.1, -0.75).complete(0.2, -0.5).complete(0.9, 0);
        assertThat(leaders(1)).containsExactly(2);
        assertThat(leaders(3)).containsExactly(2, 3, 0);
    }

    @Test
    void prunedAndInfeasibleOnesFollow() {
        add(Standing.COMPLETE, 2, 0, 9)
                .add(Standing.PRUNED, 0, 0, 9)
                .complete(5, 5)
                .add(Standing.COMPLETE, 1, 0, 9);
        assertThat(leaders(4)).containsExactly(2, 1, 3, 0);
    }

    @Test
    void improvementsAreWhatEachAddsToTheVolumeOfAll() {
        complete(0, 0).complete(1, 1).complete(0.5, 0.75).complete(3, -3);
        // as losses from 0 to 1: (0, 1), (1, 0) and (0.5, 0.25), below (1.1, 1.1)
        double[] expected = {0.5 * 0.1, 0.1 * 0.25, 0.5 * 0.75};
        Ordering ordering = Ordering.of(history(), OBJECTIVES, 3, 4);
        assertThat(ordering.improvements(new int[] {0, 1, 2}, 3))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(expected);
    }

    @Test
    void hugeAndEqualValuesGiveFiniteImprovements() {
        complete(-Double.MAX_VALUE, 1)
                .complete(Double.MAX_VALUE, 1)
                .complete(0, 1)
                .complete(1, 1);
        Ordering ordering = Ordering.of(history(), OBJECTIVES, 3, 4);
        assertThat(ordering.improvements(new int[] {0, 1, 2}, 3))
                .usingComparatorWithPrecision(1e-12)
                .containsExactly(0.5 * 1.1, 0, 0);
        assertThat(ordering.improvements(new int[] {0}, 3)[0]).isCloseTo(1.21, within(1e-12));
    }
}
