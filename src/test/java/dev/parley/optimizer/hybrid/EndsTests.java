package dev.parley.optimizer.hybrid;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Turn;
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
        Ends ends = Ends.of(Stories.SPACE, story.history(), Direction.MINIMIZE);
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
        Ends ends = Ends.of(Stories.SPACE, story.history(), Direction.MINIMIZE);
        assertThat(IntStream.range(0, 2)).noneMatch(ends::isBest);
    }
}
