package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.gp.ReferenceProcess.Query;
import java.util.Arrays;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RegressionTests {

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void predictsWhatSolvingAtOncePredicts(ReferenceProcess process) {
        Regression regression = process.regression();
        for (Query query : process.queries()) {
            regression.predict(query.point());
            assertThat(regression.mean()).isCloseTo(query.mean(), within(1e-8));
            assertThat(regression.variance()).isCloseTo(query.variance(), within(1e-8));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void hasTheGradientThatDifferencesShow(ReferenceProcess process) {
        Regression regression = process.regression();
        for (Query query : process.queries()) {
            int[] axes = numericActive(process, query.point());
            double[] gradient = new double[axes.length];
            regression.predict(query.point());
            regression.addGradient(query.point(), axes, 1.5, -2.5, gradient);
            for (int j = 0; j < axes.length; j++) {
                double above = combination(regression, query.point(), axes[j], 1e-5);
                double below = combination(regression, query.point(), axes[j], -1e-5);
                assertThat(gradient[j]).isCloseTo((above - below) / 2e-5, within(1e-6 * (1 + Math.abs(gradient[j]))));
            }
        }
    }

    private static int[] numericActive(ReferenceProcess process, double[] point) {
        return IntStream.range(0, point.length)
                .filter(a -> !process.encoding().isCategorical(a) && !Double.isNaN(point[a]))
                .toArray();
    }

    private static double combination(Regression regression, double[] point, int axis, double move) {
        double[] moved = point.clone();
        moved[axis] += move;
        regression.predict(moved);
        return 1.5 * regression.mean() - 2.5 * regression.variance();
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void aPendingPointChangesNoMeanAndTakesAwayVariance(ReferenceProcess process) {
        Regression before = process.regression();
        Regression after = process.regression();
        double[] pending = process.queries().getFirst().point();
        after.addPending(pending);
        for (Query query : process.queries()) {
            before.predict(query.point());
            after.predict(query.point());
            assertThat(after.mean()).isCloseTo(before.mean(), within(1e-9));
            assertThat(after.variance()).isLessThan(before.variance() + 1e-12);
        }
        before.predict(pending);
        after.predict(pending);
        assertThat(after.variance())
                .isCloseTo(before.variance() * before.noise() / (before.variance() + before.noise()), within(1e-9));
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void goesOnFromTheRowsThatAreKnown(ReferenceProcess process) {
        double[][] rows = process.regression().inverse();
        int known = rows.length * 2 / 3;
        Regression continued = new Regression(
                process.encoding(),
                process.hyperparameters(),
                process.points(),
                process.targets(),
                new double[process.targets().length],
                Arrays.copyOf(rows, known));
        assertThat(continued.inverse()).isDeepEqualTo(rows);
        for (Query query : process.queries()) {
            continued.predict(query.point());
            assertThat(continued.mean()).isCloseTo(query.mean(), within(1e-8));
        }
    }

    @Test
    void aThousandEqualPointsLeaveTheNoiseOverAThousand() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        double[][] points = new double[1000][];
        double[] targets = new double[1000];
        for (int i = 0; i < 1000; i++) {
            points[i] = new double[] {0.5};
            targets[i] = i % 2 == 0 ? 1.25 : 0.75;
        }
        Regression regression =
                new Regression(process.encoding(), process.hyperparameters(), points, targets, new double[1000]);
        regression.predict(points[0]);
        double noise = process.hyperparameters().noise();
        assertThat(regression.mean()).isCloseTo(1, within(1e-3));
        assertThat(regression.variance()).isCloseTo(noise / 1000, within(1e-3 * noise));
    }

    @Test
    void anObservationWithNoiseOfItsOwnCountsAsManyAsItIsWorth() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        double noise = process.hyperparameters().noise();
        double[][] twice = {{0.5}, {0.5}, {0.2}};
        double[][] once = {{0.5}, {0.2}};
        double[] twiceNoises = {0.3, 0.3, 0};
        double[] onceNoises = {(0.3 - noise) / 2, 0};
        Regression two = new Regression(
                process.encoding(), process.hyperparameters(), twice, new double[] {1.5, 0.5, 2}, twiceNoises);
        Regression one =
                new Regression(process.encoding(), process.hyperparameters(), once, new double[] {1, 2}, onceNoises);
        for (double place : new double[] {0.1, 0.45, 0.5}) {
            two.predict(new double[] {place});
            one.predict(new double[] {place});
            assertThat(two.mean()).isCloseTo(one.mean(), within(1e-9));
            assertThat(two.variance()).isCloseTo(one.variance(), within(1e-9));
        }
    }

    @Test
    void withoutObservationsItIsThePrior() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        Regression regression = new Regression(
                process.encoding(), process.hyperparameters(), new double[0][], new double[0], new double[0]);
        regression.predict(new double[] {0.3});
        assertThat(regression.mean()).isZero();
        assertThat(regression.variance()).isEqualTo(process.hyperparameters().variance());
    }
}
