package dev.parley.optimizer.tpe;

import java.util.random.RandomGenerator;

/**
 * Normal kernels on a continuous range, in units of its width.
 *
 * <p>Densities are with respect to the parameter's scale: of log x, where that is logarithmic. A log density is a
 * quadratic, c − ((x − μ) r)² with r = 1/(σ√2).
 *
 * <p>Wide kernels are truncated to the range: c = −log(σ w √(2π) Z), Z being the mass inside the range and w its width. If
 * the bounds have atoms, narrow kernels are censored instead: the mass that lies beyond a bound is the bound's own
 * probability, and Z = 1. The prior then gives {@value #PRIOR_ATOM} to each bound. So a bound next to which the good
 * observations crowd is suggested exactly, and ratios of densities are ratios of probabilities there.
 *
 * <p>Watanabe, arXiv 2304.11127, section 3 (kernel functions) and appendix C.
 */
final class ContinuousKernels implements Kernels {

    private static final double PRIOR_MEAN = 0.5;
    private static final double PRIOR_SIGMA = 1;
    private static final double PRIOR_ATOM = 0.003;

    /** The widest kernel that is censored. */
    private static final double NARROW = 0.06;

    private final Interval interval;
    private final boolean atoms;
    private final double[] means;
    private final double[] sigmas;
    private final double[] rates;
    private final double[] constants;

    ContinuousKernels(KernelRules rules, Interval interval, double[] coordinates, int count) {
        this.interval = interval;
        this.atoms = rules.boundAtoms();
        double[] locations = new double[count];
        for (int i = 0; i < count; i++) {
            locations[i] = interval.location(coordinates[i]);
        }
        Bandwidths bandwidths = new Bandwidths(rules, locations, count, 0, 1, false);
        means = new double[count + 1];
        sigmas = new double[count + 1];
        rates = new double[count + 1];
        constants = new double[count + 1];
        double smallestConstant = untruncatedConstant(bandwidths.smallest());
        setPrior(count);
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(locations[i])) {
                setPrior(i);
            } else if (bandwidths.isSmallest(i)) {
                set(i, locations[i], bandwidths.smallest(), smallestConstant);
            } else {
                set(i, locations[i], bandwidths.sigma(i), untruncatedConstant(bandwidths.sigma(i)));
            }
        }
    }

    private double untruncatedConstant(double sigma) {
        return -Math.log(sigma) - Math.log(interval.width()) - StandardNormal.LOG_SQRT_TWO_PI;
    }

    private void set(int kernel, double mean, double sigma, double untruncatedConstant) {
        means[kernel] = mean;
        sigmas[kernel] = sigma;
        rates[kernel] = 1 / (sigma * Math.sqrt(2));
        constants[kernel] = isCensored(sigma)
                ? untruncatedConstant
                : untruncatedConstant - StandardNormal.logMassBetween(-mean / sigma, (1 - mean) / sigma);
    }

    private void setPrior(int kernel) {
        set(kernel, PRIOR_MEAN, PRIOR_SIGMA, untruncatedConstant(PRIOR_SIGMA));
        if (atoms) {
            constants[kernel] += Math.log(1 - 2 * PRIOR_ATOM);
        }
    }

    private boolean isCensored(double sigma) {
        return atoms && sigma <= NARROW;
    }

    private boolean isPrior(int kernel) {
        return sigmas[kernel] == PRIOR_SIGMA && means[kernel] == PRIOR_MEAN;
    }

    @Override
    public double sample(int kernel, RandomGenerator random) {
        double mean = means[kernel];
        double sigma = sigmas[kernel];
        if (isCensored(sigma)) {
            return interval.coordinate(Math.clamp(mean + sigma * random.nextGaussian(), 0, 1));
        }
        double share = random.nextDouble();
        if (atoms && isPrior(kernel)) {
            share = Math.clamp((share - PRIOR_ATOM) / (1 - 2 * PRIOR_ATOM), 0, 1);
        }
        double z = StandardNormal.quantile(share, -mean / sigma, (1 - mean) / sigma);
        return interval.coordinate(mean + sigma * z);
    }

    @Override
    public LogDensities at(double coordinate) {
        double location = interval.location(coordinate);
        if (atoms && (location == 0 || location == 1)) {
            return (sums, from, to) -> {
                for (int i = from; i < to; i++) {
                    sums[i - from] += logAtom(i, location);
                }
            };
        }
        return (sums, from, to) -> {
            for (int i = from; i < to; i++) {
                double distance = (location - means[i]) * rates[i];
                sums[i - from] += constants[i] - distance * distance;
            }
        };
    }

    private double logAtom(int kernel, double bound) {
        if (isPrior(kernel)) {
            return Math.log(PRIOR_ATOM);
        }
        double sigma = sigmas[kernel];
        return isCensored(sigma)
                ? StandardNormal.logTail(Math.abs(means[kernel] - bound) / sigma)
                : Double.NEGATIVE_INFINITY;
    }
}
