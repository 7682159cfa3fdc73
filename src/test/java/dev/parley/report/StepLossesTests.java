package dev.parley.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.optimizer.LearningCurve;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StepLossesTests {

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void aStepHasTheLossesOfAllCurvesInOrder(int seed) {
        Random random = new Random(seed);
        Map<Long, List<Double>> expected = new HashMap<>();
        StepLosses losses = StepLosses.NONE;
        int count = 0;
        for (int curve = 0; curve < 200; curve++) {
            long[] steps =
                    LongStream.range(0, 30).filter(s -> random.nextInt(3) > 0).toArray();
            if (steps.length == 0) {
                continue;
            }
            double[] values = new double[steps.length];
            for (int i = 0; i < values.length; i++) {
                values[i] = random.nextInt(20) == 0 ? Double.NaN : random.nextInt(9);
                expected.computeIfAbsent(steps[i], step -> new ArrayList<>()).add(values[i]);
            }
            losses = losses.with(LearningCurve.of(steps, values));
            count += steps.length;
        }
        assertThat(losses.size()).isEqualTo(count);
        for (long step = 0; step < 30; step++) {
            double[] sorted = expected.getOrDefault(step, List.of()).stream()
                    .mapToDouble(loss -> loss)
                    .toArray();
            Arrays.sort(sorted);
            assertThat(losses.at(step)).as("step %d, seed %d", step, seed).containsExactly(sorted);
        }
        assertThat(losses.at(30)).isEmpty();
    }
}
