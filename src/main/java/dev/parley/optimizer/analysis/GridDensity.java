package dev.parley.optimizer.analysis;

import java.util.Arrays;
import org.apache.commons.numbers.gamma.Erf;

/**
 * Probabilities of the cells of a grid, estimated from how many observations fell into each.
 *
 * <p>On an ordered grid every observation is a normal kernel, cut at the ends of the grid and summed up over each cell, with
 * Scott's bandwidth (Scott, Multivariate Density Estimation, 1992); one wide kernel in the middle stands for the prior. Among
 * choices a kernel has its choice and a little of each.
 */
final class GridDensity {

    /** A bandwidth below which a kernel has nine tenths of its mass in its own cell. */
    private static final double LEAST_BANDWIDTH = 0.5 / 1.64;

    private static final double SCOTT = 1.059;
    private static final double QUARTILES_TO_DEVIATION = 1.34;
    private static final double SQRT_TWO = Math.sqrt(2);

    private GridDensity() {}

    /** The probabilities of the cells of an ordered grid; {@code counts} holds at least one observation. */
    static double[] ordered(int[] counts) {
        double bandwidth = bandwidth(counts);
        int total = Arrays.stream(counts).sum();
        double[] density = new double[counts.length];
        for (int cell = 0; cell < counts.length; cell++) {
            if (counts[cell] > 0) {
                add(density, cell, bandwidth, counts[cell] / (total + 1.0));
            }
        }
        add(density, (counts.length - 1) / 2.0, counts.length, 1 / (total + 1.0));
        return density;
    }

    private static void add(double[] density, double mean, double deviation, double weight) {
        double below = below(-0.5, mean, deviation);
        double whole = below(density.length - 0.5, mean, deviation) - below;
        for (int cell = 0; cell < density.length; cell++) {
            double upTo = below(cell + 0.5, mean, deviation);
            density[cell] += weight * (upTo - below) / whole;
            below = upTo;
        }
    }

    private static double below(double place, double mean, double deviation) {
        return (1 + Erf.value((place - mean) / (deviation * SQRT_TWO))) / 2;
    }

    /** Scott's rule, by the lesser of the standard deviation and the distance of the quartiles. */
    private static double bandwidth(int[] counts) {
        int total = Arrays.stream(counts).sum();
        double mean = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            mean += (double) counts[cell] * cell / total;
        }
        double squares = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            squares += counts[cell] * (cell - mean) * (cell - mean);
        }
        double deviation = Math.sqrt(squares / Math.max(1, total - 1));
        int quartiles = quartile(counts, 3 * total / 4 + 1) - quartile(counts, Math.max(1, total / 4));
        double spread = Math.min(quartiles / QUARTILES_TO_DEVIATION, deviation);
        return Math.max(LEAST_BANDWIDTH, SCOTT * spread * Math.pow(total, -0.2));
    }

    /** The cell of the observation at this place in their order, from 1; the last one's beyond. */
    private static int quartile(int[] counts, int place) {
        int seen = 0;
        int last = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            if (counts[cell] > 0) {
                seen += counts[cell];
                last = cell;
                if (seen >= place) {
                    return cell;
                }
            }
        }
        return last;
    }

    /** The probabilities of choices; {@code counts} holds at least one observation. */
    static double[] choices(int[] counts) {
        int total = Arrays.stream(counts).sum();
        double kernels = Arrays.stream(counts).filter(count -> count > 0).count() + 1.0;
        double share = 1 / kernels / (1 + counts.length / kernels);
        double own = 1 / (1 + counts.length / kernels);
        double[] density = new double[counts.length];
        for (int choice = 0; choice < counts.length; choice++) {
            density[choice] = (total * share + counts[choice] * own + 1.0 / counts.length) / (total + 1);
        }
        return density;
    }
}
