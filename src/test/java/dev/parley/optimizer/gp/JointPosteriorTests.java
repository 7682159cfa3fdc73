package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class JointPosteriorTests {

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void hasTheMeansAndDeviationsOfEachPoint(ReferenceProcess process) {
        double[][] points =
                process.queries().stream().map(ReferenceProcess.Query::point).toArray(double[][]::new);
        JointPosterior joint = new JointPosterior(process.regression(), points);
        for (int i = 0; i < points.length; i++) {
            assertThat(joint.mean(i)).isCloseTo(process.queries().get(i).mean(), within(1e-8));
            assertThat(joint.deviation(i))
                    .isCloseTo(Math.sqrt(process.queries().get(i).variance()), within(1e-6));
        }
    }

    @ParameterizedTest
    @MethodSource("dev.parley.optimizer.gp.ReferenceProcess#all")
    void conditioningOnOnePointChangesTheOtherAsTheirCovarianceSays(ReferenceProcess process) {
        double[] first = process.queries().get(0).point();
        double[] second = process.queries().get(1).point();
        Regression regression = process.regression();
        regression.predict(first);
        double[] w = regression.whitened();
        double ofFirst = regression.variance();
        regression.predict(second);
        double[] other = regression.whitened();
        double before = regression.variance();
        double covariance = regression.priorCovariances(new double[][] {first, second})[1][0];
        for (int i = 0; i < w.length; i++) {
            covariance -= w[i] * other[i];
        }
        regression.addPending(first);
        regression.predict(second);
        double taken = covariance * covariance / (ofFirst + regression.noise());
        assertThat(regression.variance()).isCloseTo(before - taken, within(1e-8));
    }

    @Test
    void theSamePointTwiceIsLowestEquallyOften() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        double[] point = process.queries().getFirst().point();
        double[] shares = new JointPosterior(process.regression(), new double[][] {point, point.clone()})
                .shares(4_000, new Random(1));
        assertThat(shares[0]).isCloseTo(0.5, within(0.1));
        assertThat(shares[0] + shares[1]).isCloseTo(1, within(1e-9));
    }

    @Test
    void aPointThatIsSurelyLowerIsAlwaysTheLowest() {
        ReferenceProcess process = ReferenceProcess.all().findFirst().orElseThrow();
        double[][] points = {{0.2}, {0.8}};
        Regression regression = new Regression(
                process.encoding(), process.hyperparameters(), points, new double[] {5, -5}, new double[2]);
        assertThat(new JointPosterior(regression, points).shares(500, new Random(1)))
                .containsExactly(new double[] {0, 1}, within(1e-9));
    }
}
