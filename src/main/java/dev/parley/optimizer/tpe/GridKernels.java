package dev.parley.optimizer.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Normal kernels truncated to a grid's axis, each value having the mass of its cell.
 *
 * <p>Kernels with one mean and one bandwidth are kept once, in a row; and where all cells have one width, the mass that a
 * kernel of the smallest bandwidth gives to a cell depends on their distance alone. The mass of a narrow cell may be taken
 * as the density at its centre times its width, which at the mean is off by h²/24 for a cell of h bandwidths.
 *
 * <p>Watanabe, arXiv 2304.11127, section 3 (kernel functions) and appendix C.
 */
final class GridKernels implements Kernels {

    /** Distances up to this one are remembered. */
    private static final int DISTANCES = 4096;

    private final Grid grid;
    private final double widestMidpointCell;
    private final double smallest;

    /** The row of each kernel. */
    private final int[] rows;

    private int rowCount;
    private long[] indices = new long[16];
    private double[] means = new double[16];
    private double[] sigmas = new double[16];
    private double[] logSigmas = new double[16];
    private double[] logInside = new double[16];
    private final double[] logMassByDistance;

    GridKernels(KernelRules rules, Grid grid, double[] coordinates, int count) {
        this.grid = grid;
        widestMidpointCell = rules.widestMidpointCell();
        DistinctValues values = new DistinctValues(grid, coordinates, count);
        Bandwidths bandwidths = new Bandwidths(rules, values.locations(), count, grid.lower(), grid.upper(), true);
        smallest = bandwidths.smallest();
        double axis = grid.upper() - grid.lower();
        logMassByDistance = new double[grid.isUniform() ? (int) Math.min(DISTANCES, axis) : 0];
        Arrays.fill(logMassByDistance, Double.NaN);
        rows = new int[count + 1];
        int prior = addRow(-1, 0.5 * (grid.lower() + grid.upper()), axis);
        rows[count] = prior;
        // Row 0 is the prior, so that 0 can stand for none.
        int[] narrowRows = new int[values.size()];
        for (int i = 0; i < count; i++) {
            int value = values.of(i);
            if (value == DistinctValues.INACTIVE) {
                rows[i] = prior;
            } else if (!bandwidths.isSmallest(i)) {
                rows[i] = addRow(values.index(value), values.locations()[i], bandwidths.sigma(i));
            } else {
                if (narrowRows[value] == 0) {
                    narrowRows[value] = addRow(values.index(value), values.locations()[i], smallest);
                }
                rows[i] = narrowRows[value];
            }
        }
    }

    private int addRow(long index, double mean, double sigma) {
        if (rowCount == means.length) {
            int capacity = 2 * rowCount;
            indices = Arrays.copyOf(indices, capacity);
            means = Arrays.copyOf(means, capacity);
            sigmas = Arrays.copyOf(sigmas, capacity);
            logSigmas = Arrays.copyOf(logSigmas, capacity);
            logInside = Arrays.copyOf(logInside, capacity);
        }
        indices[rowCount] = index;
        means[rowCount] = mean;
        sigmas[rowCount] = sigma;
        logSigmas[rowCount] = Math.log(sigma);
        logInside[rowCount] =
                StandardNormal.logMassBetween((grid.lower() - mean) / sigma, (grid.upper() - mean) / sigma);
        return rowCount++;
    }

    @Override
    public double sample(int kernel, RandomGenerator random) {
        double mean = means[rows[kernel]];
        double sigma = sigmas[rows[kernel]];
        double z = StandardNormal.quantile(
                random.nextDouble(), (grid.lower() - mean) / sigma, (grid.upper() - mean) / sigma);
        return grid.coordinate(grid.nearest(mean + sigma * z));
    }

    @Override
    public LogDensities at(double coordinate) {
        long index = grid.index(coordinate);
        double center = grid.cellCenter(index);
        double width = grid.cellWidth(index);
        double[] logProbabilities = new double[rowCount];
        double logWidth = Math.log(width) - StandardNormal.LOG_SQRT_TWO_PI;
        for (int row = 0; row < rowCount; row++) {
            if (width < widestMidpointCell * sigmas[row]) {
                double z = (center - means[row]) / sigmas[row];
                logProbabilities[row] = logWidth - logSigmas[row] - z * z / 2 - logInside[row];
            } else {
                logProbabilities[row] = logMass(row, index, center, width) - logInside[row];
            }
        }
        return (sums, from, to) -> {
            for (int i = from; i < to; i++) {
                sums[i - from] += logProbabilities[rows[i]];
            }
        };
    }

    private double logMass(int row, long index, double center, double width) {
        double sigma = sigmas[row];
        long distance = Math.abs(index - indices[row]);
        if (sigma != smallest || distance >= logMassByDistance.length) {
            return StandardNormal.logMassAround((center - means[row]) / sigma, width / sigma);
        }
        int d = (int) distance;
        if (Double.isNaN(logMassByDistance[d])) {
            logMassByDistance[d] = StandardNormal.logMassAround(d / sigma, width / sigma);
        }
        return logMassByDistance[d];
    }
}
