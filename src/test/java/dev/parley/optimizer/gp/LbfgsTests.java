package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.parley.optimizer.gp.Lbfgs.Differentiable;
import dev.parley.optimizer.gp.Lbfgs.Minimum;
import java.util.Arrays;
import org.junit.jupiter.api.Test;

class LbfgsTests {

    private static final Differentiable ROSENBROCK = (x, gradient) -> {
        Arrays.fill(gradient, 0);
        double sum = 0;
        for (int i = 0; i + 1 < x.length; i++) {
            double bend = x[i + 1] - x[i] * x[i];
            sum += 100 * bend * bend + (1 - x[i]) * (1 - x[i]);
            gradient[i] -= 400 * x[i] * bend + 2 * (1 - x[i]);
            gradient[i + 1] += 200 * bend;
        }
        return sum;
    };

    private static double[] filled(int size, double value) {
        double[] array = new double[size];
        Arrays.fill(array, value);
        return array;
    }

    @Test
    void followsACurvedValley() {
        Minimum minimum = new Lbfgs(ROSENBROCK, filled(6, -5), filled(6, 5)).minimize(filled(6, -1.5), 500, 0.1, 0);
        assertThat(minimum.point()).containsExactly(filled(6, 1), within(1e-5));
        assertThat(minimum.value()).isLessThan(1e-10);
    }

    @Test
    void endsExactlyAtTheBoundsThatHoldItBack() {
        Differentiable bowl = (x, gradient) -> {
            double sum = 0;
            double[] best = {2, 0.25, -3};
            for (int i = 0; i < 3; i++) {
                gradient[i] = 2 * (i + 1) * (x[i] - best[i]) + 0.1;
                sum += (i + 1) * (x[i] - best[i]) * (x[i] - best[i]) + 0.1 * x[i];
            }
            return sum;
        };
        Minimum minimum = new Lbfgs(bowl, filled(3, 0), filled(3, 1)).minimize(filled(3, 0.5), 100, 0.1, 0);
        assertThat(minimum.point()[0]).isEqualTo(1);
        assertThat(minimum.point()[1]).isCloseTo(0.225, within(1e-6));
        assertThat(minimum.point()[2]).isZero();
    }

    @Test
    void neverLeavesTheBoundsNorGoesUp() {
        double[] last = {Double.POSITIVE_INFINITY};
        Differentiable watched = (x, gradient) -> {
            assertThat(Arrays.stream(x)).allMatch(c -> c >= -1.2 && c <= 0.8);
            last[0] = Math.min(last[0], ROSENBROCK.at(x, gradient));
            return ROSENBROCK.at(x, gradient);
        };
        Minimum minimum = new Lbfgs(watched, filled(4, -1.2), filled(4, 0.8)).minimize(filled(4, -1.2), 200, 0.1, 0);
        assertThat(minimum.value()).isEqualTo(last[0]);
        assertThat(minimum.point()[0]).isEqualTo(0.8);
    }

    @Test
    void staysWhereTheFunctionHasNoValue() {
        Differentiable nowhere = (x, gradient) -> Double.POSITIVE_INFINITY;
        Minimum minimum = new Lbfgs(nowhere, filled(2, 0), filled(2, 1)).minimize(filled(2, 0.5), 10, 0.1, 0);
        assertThat(minimum.point()).containsExactly(0.5, 0.5);
        assertThat(minimum.value()).isInfinite();
    }

    @Test
    void stepsBackFromWhereTheFunctionHasNoValue() {
        Differentiable halfDefined = (x, gradient) -> {
            gradient[0] = -1 / x[0] + 1;
            return x[0] < 0.2 ? Double.POSITIVE_INFINITY : x[0] - Math.log(x[0]);
        };
        Minimum minimum =
                new Lbfgs(halfDefined, new double[] {0}, new double[] {9}).minimize(new double[] {8}, 100, 50, 0);
        assertThat(minimum.point()[0]).isCloseTo(1, within(1e-4));
    }
}
