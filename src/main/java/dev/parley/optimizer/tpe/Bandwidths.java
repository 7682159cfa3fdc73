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
     */
    Bandwidths(double[] locations, int count, double lower, double upper) {
        int active = 0;
        for (int i = 0; i < count; i++) {
            active += Double.isNaN(locations[i]) ? 0 : 1;
        }
        double width = upper - lower;
        smallest = width / Math.min(100, active + 2);
        sigmas = new double[count];
        Arrays.fill(sigmas, smallest);
        int cells = 2 * Math.min(100, active + 2);
        int[] firsts = new int[cells];
        int[] lasts = new int[cells];
        Arrays.fill(firsts, NONE);
        double cellsPerUnit = cells / width;
        for (int i = 0; i < count; i++) {
            double location = locations[i];
            if (Double.isNaN(location)) {
                continue;
            }
            int cell = Math.clamp((int) ((location - lower) * cellsPerUnit), 0, cells - 1);
            if (firsts[cell] == NONE) {
                firsts[cell] = i;
                lasts[cell] = i;
            } else if (location < locations[firsts[cell]]) {
                firsts[cell] = i;
            } else if (location >= locations[lasts[cell]]) {
                lasts[cell] = i;
            }
        }
        widen(locations, firsts, lasts);
        if (active == 1) {
            int only = Arrays.stream(firsts).max().getAsInt();
            widen(only, Math.max(locations[only] - lower, upper - locations[only]));
        }
    }

    private void widen(double[] locations, int[] firsts, int[] lasts) {
        int previous = NONE;
        for (int cell = 0; cell < firsts.length; cell++) {
            int first = firsts[cell];
            if (first == NONE) {
                continue;
            }
            if (previous != NONE) {
                double gap = locations[first] - locations[previous];
                widen(previous, gap);
                widen(first, gap);
            }
            previous = lasts[cell];
        }
    }

    private void widen(int observation, double gap) {
        sigmas[observation] = Math.max(sigmas[observation], gap);
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
