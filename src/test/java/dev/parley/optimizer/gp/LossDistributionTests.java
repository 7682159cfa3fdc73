package dev.parley.optimizer.gp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Random;
import org.junit.jupiter.api.Test;

class LossDistributionTests {

    private static final double[] LOSSES = {1, 2, 4, 8, 16, -3, 5, 6};

    private static LossDistribution distribution(double power, double mean, double deviation) {
        double[][] points = new double[LOSSES.length][];
        for (int i = 0; i < points.length; i++) {
            points[i] = new double[] {i};
        }
        Warped warped = new Warping(LOSSES, new double[LOSSES.length], points).at(power);
        return new LossDistribution(warped, mean, deviation);
    }

    @Test
    void isNormalWhereLossesAreNotBent() {
        LossDistribution loss = distribution(1, 0.3, 0.5);
        double mean = loss.quantile(0.5);
        double deviation = loss.spread();
        assertThat(loss.expected()).isCloseTo(mean, within(1e-9));
        assertThat(loss.quantile(0.975)).isCloseTo(mean + 1.959964 * deviation, within(1e-5));
        assertThat(loss.quantile(0.025)).isCloseTo(mean - 1.959964 * deviation, within(1e-5));
        assertThat(loss.expected(l -> Math.max(0, mean - l)) / deviation)
                .isCloseTo(1 / Math.sqrt(2 * Math.PI), within(0.005));
    }

    @Test
    void hasTheMeanThatDrawsHaveWhereLossesAreBent() {
        LossDistribution loss = distribution(0.2, 0.4, 0.6);
        Random random = new Random(1);
        double sum = 0;
        for (int i = 0; i < 200_000; i++) {
            sum += loss.warped().loss(0.4 + 0.6 * random.nextGaussian());
        }
        assertThat(loss.expected()).isCloseTo(sum / 200_000, within(0.05));
        assertThat(loss.expected()).isGreaterThan(loss.quantile(0.5));
    }
}
