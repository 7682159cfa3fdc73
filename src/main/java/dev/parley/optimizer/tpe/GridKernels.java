package dev.parley.optimizer.tpe;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Normal kernels truncated to a grid's axis, each value having the mass of its cell.
 *
 * <p>Kernels with one mean and one bandwidth are kept once, in a row; and where all cells have one width, the mass that a
 * kernel of the smallest bandwidth gives to a cell depends on their distance alone.
 *
 * <p>Watanabe, arXiv 2304.11127, equation (10).
 */
final class GridKernels implements Kernels {

    /** Distances up to this one are remembered. */
    private static final int DISTANCES = 4096;

    private final Grid grid;
    private final double smallest;

    /** The row of each kernel. */
    private final int[] rows;

    private int rowCount;
    private long[] indices;
    private double[] means;
    private double[] sigmas;
    private double[] logInside;
    private final double[] logMassByDistance;

    GridKernels(Grid grid, double[] coordinates, int count) {
        this.grid = grid;
        long[] observed = new long[count];
        double[] locations = new double[count];
        for (int i = 0; i < count; i++) {
            observed[i] = Double.isNaN(coordinates[i]) ? -1 : grid.index(coordinates[i]);
            locations[i] = observed[i] < 0 ? Double.NaN : grid.location(observed[i]);
        }
        Bandwidths bandwidths = new Bandwidths(locations, count, grid.lower(), grid.upper());
        smallest = bandwidths.smallest();
        rows = new int[count + 1];
        int capacity = 16;
        indices = new long[capacity];
        means = new double[capacity];
        sigmas = new double[capacity];
        logInside = new double[capacity];
        int prior = addRow(-1, 0.5 * (grid.lower() + grid.upper()), grid.upper() - grid.lower());
        rows[count] = prior;
        LongIndex seen = new LongIndex(count);
        for (int i = 0; i < count; i++) {
            if (observed[i] < 0) {
                rows[i] = prior;
            } else if (!bandwidths.isSmallest(i)) {
                rows[i] = addRow(observed[i], locations[i], bandwidths.sigma(i));
            } else {
                int row = seen.putIfAbsent(observed[i], rowCount);
                rows[i] = row == rowCount ? addRow(observed[i], locations[i], smallest) : row;
            }
        }
        logMassByDistance = new double[grid.isUniform() ? (int) Math.min(DISTANCES, grid.upper() - grid.lower()) : 0];
        Arrays.fill(logMassByDistance, Double.NaN);
    }

    private int addRow(long index, double mean, double sigma) {
        if (rowCount == means.length) {
            int capacity = 2 * rowCount;
            indices = Arrays.copyOf(indices, capacity);
            means = Arrays.copyOf(means, capacity);
            sigmas = Arrays.copyOf(sigmas, capacity);
            logInside = Arrays.copyOf(logInside, capacity);
        }
        indices[rowCount] = index;
        means[rowCount] = mean;
        sigmas[rowCount] = sigma;
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
        for (int row = 0; row < rowCount; row++) {
            logProbabilities[row] = logMass(row, index, center, width) - logInside[row];
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
