package dev.parley.optimizer.tpe;

import java.util.Arrays;

/**
 * The bandwidths of the kernels of one numeric dimension: each the larger gap to a neighbour, clipped.
 *
 * <p>In sorted order with both ends of the domain, σᵢ = max(μᵢ − μᵢ₋₁, μᵢ₊₁ − μᵢ), where the first and the last
 * observation look inwards only if there are two or more; clipped to [w/min(100, n + 2), w] for a domain of width w and n
 * observations. Equal observations count as sorted by their position.
 *
 * <p>Gaps below the clip need not be known, so nothing is sorted: in cells narrower than the clip only the first and the
 * last observation of a cell can have a neighbour further away. That takes time and memory linear in n.
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4.2; Watanabe, arXiv 2304.11127,
 * appendix C (magic clipping).
 */
final class Bandwidths {

    private static final int NONE = -1;

    private final double[] sigmas;
    private final double smallest;

    /**
     * The bandwidths at these locations.
     *
     * @param locations where the observations lie between {@code lower} and {@code upper}; NaN where inactive
     * @param count how many of the locations count
     * @param cell the width of a cell where the domain is a grid, 0 where it is continuous
     */
    Bandwidths(BandwidthRule rule, double[] locations, int count, double lower, double upper, double cell) {
        int active = 0;
        for (int i = 0; i < count; i++) {
            active += Double.isNaN(locations[i]) ? 0 : 1;
        }
        double width = upper - lower;
        smallest = rule.smallest(active, width, cell);
        sigmas = new double[count];
        Arrays.fill(sigmas, smallest);
        int cells = 2 * (int) Math.ceil(width / smallest - 1e-9);
        double[] firsts = new double[cells];
        int[] firstOf = new int[cells];
        double[] lasts = new double[cells];
        int[] lastOf = new int[cells];
        Arrays.fill(firstOf, NONE);
        double cellsPerUnit = cells / width;
        for (int i = 0; i < count; i++) {
            double location = locations[i];
            if (Double.isNaN(location)) {
                continue;
            }
            int c = Math.clamp((int) ((location - lower) * cellsPerUnit), 0, cells - 1);
            if (firstOf[c] == NONE) {
                firstOf[c] = i;
                firsts[c] = location;
                lastOf[c] = i;
                lasts[c] = location;
            } else if (location < firsts[c]) {
                firstOf[c] = i;
                firsts[c] = location;
            } else if (location >= lasts[c]) {
                lastOf[c] = i;
                lasts[c] = location;
            }
        }
        if (rule.priorIsNeighbour()) {
            double middle = lower + width / 2;
            int c = Math.clamp((int) (width / 2 * cellsPerUnit), 0, cells - 1);
            if (firstOf[c] == NONE || middle < firsts[c]) {
                firsts[c] = middle;
                lastOf[c] = firstOf[c] == NONE ? count : lastOf[c];
                lasts[c] = lastOf[c] == count ? middle : lasts[c];
                firstOf[c] = count;
            } else if (middle >= lasts[c]) {
                lastOf[c] = count;
                lasts[c] = middle;
            }
        }
        widen(firsts, firstOf, lasts, lastOf);
        if (active == 1 && !rule.priorIsNeighbour()) {
            int only = Arrays.stream(firstOf).max().getAsInt();
            widen(only, Math.max(locations[only] - lower, upper - locations[only]));
        }
    }

    private void widen(double[] firsts, int[] firstOf, double[] lasts, int[] lastOf) {
        int previous = NONE;
        for (int cell = 0; cell < firstOf.length; cell++) {
            if (firstOf[cell] == NONE) {
                continue;
            }
            if (previous != NONE) {
                double gap = firsts[cell] - lasts[previous];
                widen(lastOf[previous], gap);
                widen(firstOf[cell], gap);
            }
            previous = cell;
        }
    }

    private void widen(int observation, double gap) {
        if (observation < sigmas.length) {
            sigmas[observation] = Math.max(sigmas[observation], gap);
        }
    }
    /** The bandwidth of an observation; of no meaning where it is inactive. */
    double sigma(int observation) {
        return sigmas[observation];
    }

    /** Whether an observation has the smallest bandwidth that the clip allows. */
    boolean isSmallest(int observation) {
        return sigmas[observation] == smallest;
    }

    /** The smallest bandwidth that the clip allows. */
    double smallest() {
        return smallest;
    }
}
