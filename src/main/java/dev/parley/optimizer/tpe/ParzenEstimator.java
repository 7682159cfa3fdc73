package dev.parley.optimizer.tpe;

import dev.parley.optimizer.space.SearchSpace;
import dev.parley.optimizer.tpe.Kernels.LogDensities;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * A density over a search space: a mixture with one kernel for each observation and one for the prior, each the product
 * of its dimensions, p(x) = Σᵢ wᵢ Πⱼ kᵢⱼ(xⱼ).
 *
 * <p>The product runs over the dimensions that are active in x. A kernel whose observation lacks one of them has the
 * prior there, so that a configuration is drawn parents first and the density is one over the declared tree.
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4.2; Watanabe, arXiv 2304.11127,
 * section 3 (weighting algorithm); Falkner et al., BOHB, ICML 2018, for the kernel over all dimensions.
 */
final class ParzenEstimator {

    /** How many kernels are evaluated at a time, so that they stay in the cache for all points. */
    private static final int CHUNK = 1024;

    private final SearchSpace space;
    private final Kernels[] dimensions;
    private final double[] logWeights;

    /**
     * The density of a sample.
     *
     * @param dimensions one for each parameter of the space
     * @param weights the kernels' weights, one for each observation and the prior's last; positive, of any sum
     */
    ParzenEstimator(SearchSpace space, List<Dimension> dimensions, Sample sample, double[] weights) {
        this.space = space;
        this.dimensions = new Kernels[dimensions.size()];
        for (int p = 0; p < this.dimensions.length; p++) {
            this.dimensions[p] = dimensions.get(p).kernels(sample.column(p), sample.size());
        }
        double total = Arrays.stream(weights).sum();
        this.logWeights =
                Arrays.stream(weights).map(weight -> Math.log(weight / total)).toArray();
    }

    /**
     * Draws points.
     *
     * @param fixed coordinates that every point has where they are active, NaN where free; kernels are drawn by how well
     *     they agree with those that are active whatever the free ones are
     */
    double[][] sample(int count, double[] fixed, RandomGenerator random) {
        double[] cumulative = cumulativeWeights(certain(fixed));
        double[][] points = new double[count][];
        for (int i = 0; i < count; i++) {
            points[i] = point(kernel(cumulative, random.nextDouble()), fixed, random);
        }
        return points;
    }

    private double[] point(int kernel, double[] fixed, RandomGenerator random) {
        double[] point = new double[dimensions.length];
        for (int p = 0; p < dimensions.length; p++) {
            if (!space.isActive(p, point)) {
                point[p] = Double.NaN;
            } else {
                point[p] = Double.isNaN(fixed[p]) ? dimensions[p].sample(kernel, random) : fixed[p];
            }
        }
        return point;
    }

    /** The fixed coordinates without those whose activity hangs on a free one. */
    private double[] certain(double[] fixed) {
        return space.prune(fixed).toArray();
    }

    private double[] cumulativeWeights(double[] given) {
        double[] logs = logWeights.clone();
        for (int p = 0; p < dimensions.length; p++) {
            if (!Double.isNaN(given[p])) {
                dimensions[p].at(given[p]).addTo(logs, 0, logs.length);
            }
        }
        double largest = Arrays.stream(logs).max().getAsDouble();
        double[] cumulative = new double[logs.length];
        double sum = 0;
        for (int i = 0; i < logs.length; i++) {
            sum += Math.exp(logs[i] - largest);
            cumulative[i] = sum;
        }
        return cumulative;
    }

    private static int kernel(double[] cumulative, double share) {
        double mass = share * cumulative[cumulative.length - 1];
        int kernel = 0;
        while (kernel < cumulative.length - 1 && cumulative[kernel] <= mass) {
            kernel++;
        }
        return kernel;
    }

    /** The log density at each point; points have NaN where a parameter is inactive. */
    double[] logDensities(double[][] points) {
        LogDensities[][] factors = factors(points);
        LogSumExp[] sums = new LogSumExp[points.length];
        Arrays.setAll(sums, i -> new LogSumExp());
        double[] terms = new double[CHUNK];
        for (int from = 0; from < logWeights.length; from += CHUNK) {
            int to = Math.min(from + CHUNK, logWeights.length);
            for (int i = 0; i < points.length; i++) {
                System.arraycopy(logWeights, from, terms, 0, to - from);
                for (LogDensities factor : factors[i]) {
                    factor.addTo(terms, from, to);
                }
                sums[i].add(terms, to - from);
            }
        }
        return Arrays.stream(sums).mapToDouble(LogSumExp::value).toArray();
    }

    /** What each point's active dimensions contribute; points with equal coordinates share them. */
    private LogDensities[][] factors(double[][] points) {
        LogDensities[][] factors = new LogDensities[points.length][];
        int[] sizes = new int[points.length];
        Arrays.setAll(factors, i -> new LogDensities[dimensions.length]);
        for (int p = 0; p < dimensions.length; p++) {
            LogDensities[] known = new LogDensities[points.length];
            for (int i = 0; i < points.length; i++) {
                if (!Double.isNaN(points[i][p])) {
                    int same = firstWith(points, p, points[i][p]);
                    known[i] = same < i ? known[same] : dimensions[p].at(points[i][p]);
                    factors[i][sizes[i]++] = known[i];
                }
            }
        }
        for (int i = 0; i < points.length; i++) {
            factors[i] = Arrays.copyOf(factors[i], sizes[i]);
        }
        return factors;
    }

    private static int firstWith(double[][] points, int parameter, double coordinate) {
        int i = 0;
        while (points[i][parameter] != coordinate) {
            i++;
        }
        return i;
    }
}
