package dev.parley.optimizer.pruning;

import static dev.parley.optimizer.pruning.Curves.ALWAYS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.parley.optimizer.LearningCurve;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class ScheduleTests {

    /** The steps at which it looks at a trial that reports at these. */
    private static List<Long> looks(Schedule schedule, long... steps) {
        return LongStream.range(1, steps.length + 1)
                .filter(count -> schedule.isDue(
                        LearningCurve.of(LongStream.of(steps).limit(count).toArray(), new double[(int) count])))
                .mapToObj(count -> steps[(int) count - 1])
                .toList();
    }

    @Test
    void everyReportIsLookedAtUnlessThereIsAWarmUpOrAnInterval() {
        assertThat(looks(ALWAYS, 0, 1, 5, 6)).containsExactly(0L, 1L, 5L, 6L);
        assertThat(looks(new Schedule(5, 1), 0, 4, 5, 6)).containsExactly(5L, 6L);
    }

    @Test
    void intervalsCountFromTheEndOfTheWarmUp() {
        assertThat(looks(new Schedule(2, 3), 0, 1, 2, 3, 4, 5, 6, 7, 8)).containsExactly(2L, 5L, 8L);
    }

    @Test
    void aLookThatIsMissedIsMadeAtTheNextReport() {
        assertThat(looks(new Schedule(0, 10), 4, 9, 13, 19, 20, 45, 47)).containsExactly(4L, 13L, 20L, 45L);
    }

    @Test
    void theHighestStepsAreSteps() {
        long last = LearningCurve.MAX_STEP;

        assertThat(looks(new Schedule(last, last), last - 1, last)).containsExactly(last);
        assertThat(looks(new Schedule(0, Long.MAX_VALUE), 0, last - 1, last)).containsExactly(0L);
        assertThat(looks(new Schedule(Long.MAX_VALUE, 1), 0, last)).isEmpty();
    }

    @Test
    void refusesSettingsWithoutSense() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(-1, 1));
        assertThatIllegalArgumentException().isThrownBy(() -> new Schedule(0, 0));
    }
}
