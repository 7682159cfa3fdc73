package dev.parley.optimizer.tpe;

import java.util.random.RandomGenerator;

/**
 * Normal kernels truncated to a continuous range, in units of its width.
 *
 * <p>Densities are with respect to the parameter's scale: of log x, where that is logarithmic. A log density is a
 * quadratic, c − ((x − μ) r)² with r = 1/(σ√2) and c = −log(σ w √(2π) Z), Z being the mass inside the range and w its
 * width.
 *
 * <p>Watanabe, arXiv 2304.11127, section 3 (kernel functions) and appendix C.
 */
final class ContinuousKernels implements Kernels {

    private static final double PRIOR_MEAN = 0.5;
    private static final double PRIOR_SIGMA = 1;

    private final Interval interval;
    private final double[] means;
    private final double[] rates;
    private final double[] constants;

    ContinuousKernels(BandwidthRule rule, Interval interval, double[] coordinates, int count) {
        this.interval = interval;
        double[] locations = new double[count];
        for (int i = 0; i < count; i++) {
            locations[i] = interval.location(coordinates[i]);
        }
        Bandwidths bandwidths = new Bandwidths(rule, locations, count, 0, 1, 0);
        means = new double[count + 1];
        rates = new double[count + 1];
        constants = new double[count + 1];
        double smallestConstant = constantWithoutTails(bandwidths.smallest());
        set(count, PRIOR_MEAN, PRIOR_SIGMA, constantWithoutTails(PRIOR_SIGMA));
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(locations[i])) {
                set(i, PRIOR_MEAN, PRIOR_SIGMA, constantWithoutTails(PRIOR_SIGMA));
            } else if (bandwidths.isSmallest(i)) {
                set(i, locations[i], bandwidths.smallest(), smallestConstant);
            } else {
                set(i, locations[i], bandwidths.sigma(i), constantWithoutTails(bandwidths.sigma(i)));
            }
        }
    }

    private double constantWithoutTails(double sigma) {
        return -Math.log(sigma) - Math.log(interval.width()) - StandardNormal.LOG_SQRT_TWO_PI;
    }

    private void set(int kernel, double mean, double sigma, double constantWithoutTails) {
        means[kernel] = mean;
        rates[kernel] = 1 / (sigma * Math.sqrt(2));
        constants[kernel] = constantWithoutTails - StandardNormal.logMassBetween(-mean / sigma, (1 - mean) / sigma);
    }

    @Override
    public double sample(int kernel, RandomGenerator random) {
        double mean = means[kernel];
        double sigma = 1 / (rates[kernel] * Math.sqrt(2));
        double z = StandardNormal.quantile(random.nextDouble(), -mean / sigma, (1 - mean) / sigma);
        return interval.coordinate(mean + sigma * z);
    }

    @Override
    public LogDensities at(double coordinate) {
        double location = interval.location(coordinate);
        return (sums, from, to) -> {
            for (int i = from; i < to; i++) {
                double distance = (location - means[i]) * rates[i];
                sums[i - from] += constants[i] - distance * distance;
            }
        };
    }
}
