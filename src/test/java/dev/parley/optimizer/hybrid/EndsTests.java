package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.Turn;
import dev.parley.optimizer.space.Configuration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class EndsTests {

    /** Ten of the engine's: two are complete, eight were stopped early, two each at steps 1 to 4. */
    private static Stories pruning() {
        Stories story = new Stories().ended(Turn.NONE, 0.5, 0.7);
        for (int i = 0; i < 8; i++) {
            story.pruned(Turn.NONE, 1 + i / 2, 0.6 + i % 2);
        }
        return story;
    }

    private static double lastShare(Stories story) {
        Ends ends = Ends.of(Stories.SPACE, story.history(), Stories.LOSS);
        return ends.share(ends.size() - 1);
    }

    @Test
    void aCompleteTrialIsBetterThanAllThatWereStopped() {
        assertThat(lastShare(pruning().ended(Turn.DIRECT, 0.9))).isEqualTo(2.0 / 11);
    }

    @Test
    void theLaterAPrunedTrialWasStoppedTheBetter() {
        assertThat(lastShare(pruning().pruned(Turn.DIRECT, 4, 0.1))).isEqualTo(2.0 / 11);
        assertThat(lastShare(pruning().pruned(Turn.DIRECT, 3, 0.1))).isEqualTo(4.0 / 11);
        assertThat(lastShare(pruning().pruned(Turn.DIRECT, 3, 0.8))).isEqualTo(5.0 / 11);
        assertThat(lastShare(pruning().pruned(Turn.DIRECT, 0, 0.1))).isEqualTo(10.0 / 11);
    }

    @Test
    void aPrunedTrialOfWhichNoStepIsKnownComesLast() {
        assertThat(lastShare(pruning().pruned(Turn.DIRECT, Double.NaN, 0.1))).isEqualTo(10.0 / 11);
        assertThat(lastShare(pruning().failed(Turn.DIRECT))).isEqualTo(1);
    }

    @Test
    void aPrunedTrialIsNoBest() {
        Stories story = new Stories().pruned(Turn.START, 9, 0.1).pruned(Turn.NONE, 5, 0.2);
        Ends ends = Ends.of(Stories.SPACE, story.history(), Stories.LOSS);
        assertThat(IntStream.range(0, 2)).noneMatch(ends::isBest);
    }

    private static final List<Objective> BOTH =
            List.of(new Objective("loss", Direction.MINIMIZE), new Objective("speed", Direction.MAXIMIZE));

    /** Complete trials with these losses and speeds, each somewhere else, in the order of their ends. */
    private static Ends several(double[]... values) {
        List<Observation> trials = new ArrayList<>();
        for (double[] both : values) {
            Configuration somewhere = new Configuration(trials.size() * 0.01, 0.5);
            trials.add(new Observation(trials.size(), somewhere, Standing.COMPLETE, both, 0));
        }
        return Ends.of(Stories.SPACE, History.empty(Stories.SPACE, 2).with(trials), BOTH);
    }

    @Test
    void ofSeveralObjectivesWhatWidensTheFrontIsANewBest() {
        double[][] values = new double[Ends.STARTUP + 4][];
        Arrays.fill(values, new double[] {5, 5});
        values[Ends.STARTUP] = new double[] {6, 4}; // dominated
        values[Ends.STARTUP + 1] = new double[] {6, 6}; // beside the front
        values[Ends.STARTUP + 2] = new double[] {6, 6}; // the same again
        values[Ends.STARTUP + 3] = new double[] {1, 9}; // dominates all
        Ends ends = several(values);
        assertThat(IntStream.range(Ends.STARTUP, values.length).mapToObj(ends::isBest))
                .containsExactly(false, true, false, true);
        assertThat(ends.share(Ends.STARTUP)).isEqualTo((double) Ends.STARTUP / (Ends.STARTUP + 1));
        assertThat(ends.share(Ends.STARTUP + 3)).isZero();
    }

    @Test
    void withinAFrontTheSumOfRanksDecides() {
        double[] both = {2, 2};
        double[][] ends = {{1, 1}, {3, 3}, both, {2.5, 1.5}, {2.6, 1.4}};
        assertThat(IntStream.range(0, 5).mapToObj(several(ends)::share)).containsExactly(0.4, 0.4, 0.0, 0.6, 0.8);
    }
}
