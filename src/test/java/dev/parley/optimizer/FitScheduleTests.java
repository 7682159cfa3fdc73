package dev.parley.optimizer;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FitScheduleTests {

    @Test
    void aFitIsDueWithEachOfTheFirstTrialsAndThenWithAnEighthMore() {
        assertThat(IntStream.rangeClosed(0, 60).map(FitSchedule::due).distinct())
                .containsExactly(
                        0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 18, 20, 22, 24, 27, 30, 33, 37, 41,
                        46, 51, 57);
        assertThat(FitSchedule.due(100_000)).isBetween(88_889, 100_000);
    }

    @Test
    void aFitIsInUseOnceTheNextIsDue() {
        assertThat(FitSchedule.inUse(0)).isZero();
        assertThat(FitSchedule.inUse(11)).isEqualTo(10);
        assertThat(FitSchedule.inUse(17)).isEqualTo(15);
        assertThat(FitSchedule.inUse(56)).isEqualTo(46);
        assertThat(FitSchedule.inUse(57)).isEqualTo(51);
    }
}
