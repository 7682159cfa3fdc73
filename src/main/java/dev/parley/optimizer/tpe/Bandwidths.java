package dev.parley.optimizer.tpe;

import java.util.Arrays;

/**
 * The bandwidths of the kernels of one numeric dimension: each the larger gap to a neighbour, clipped.
 *
 * <p>In sorted order with both ends of the domain, σᵢ = max(μᵢ − μᵢ₋₁, μᵢ₊₁ − μᵢ), where the first and the last
 * observation look inwards only if there are two or more; clipped to the smallest bandwidth that the rules allow and to
 * the domain's width. Equal observations count as sorted by their position.
 *
 * <p>Gaps below the clip need not be known, so nothing is sorted: in cells narrower than the clip only the first and the
 * last observation of a cell can have a neighbour further away. That takes time and memory linear in n.
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, section 4.2; Watanabe, arXiv 2304.11127,
 * section 3 (bandwidth selection) and appendix C (magic clipping).
 */
final class Bandwidths {

    private static final int NONE = -1;

    private final double[] sigmas;
    private final double smallest;

    /** What lies in the cells of the domain: in each the first and the last location, and whose they are. */
    private static final class Cells {
        final double lower;
        final double cellsPerUnit;
        final int[] firstOf;
        final int[] lastOf;
        final double[] first;
        final double[] last;

        Cells(int count, double lower, double upper) {
            this.lower = lower;
            cellsPerUnit = count / (upper - lower);
            firstOf = new int[count];
            lastOf = new int[count];
            first = new double[count];
            last = new double[count];
            Arrays.fill(firstOf, NONE);
        }

        void put(int observation, double location) {
            int cell = Math.clamp((int) ((location - lower) * cellsPerUnit), 0, first.length - 1);
            boolean empty = firstOf[cell] == NONE;
            if (empty || location < first[cell]) {
                firstOf[cell] = observation;
                first[cell] = location;
            }
            if (empty || location >= last[cell]) {
                lastOf[cell] = observation;
                last[cell] = location;
            }
        }
    }

    /**
     * The bandwidths at these locations.
     *
     * @param locations where the observations lie between {@code lower} and {@code upper}; NaN where inactive
     * @param count how many of the locations count
     * @param grid whether the domain is a grid
     */
    Bandwidths(KernelRules rules, double[] locations, int count, double lower, double upper, boolean grid) {
        int active = 0;
        for (int i = 0; i < count; i++) {
            active += Double.isNaN(locations[i]) ? 0 : 1;
        }
        double width = upper - lower;
        smallest = rules.smallestBandwidth(active, width);
        boolean prior = rules.priorIsNeighbour(grid, active, count);
        // One more for the prior, whose own bandwidth is not asked for.
        sigmas = new double[count + 1];
        Arrays.fill(sigmas, smallest);
        Cells cells = new Cells(2 * (int) Math.ceil(width / smallest - 1e-9), lower, upper);
        for (int i = 0; i < count; i++) {
            if (!Double.isNaN(locations[i])) {
                cells.put(i, locations[i]);
            }
        }
        if (prior) {
            cells.put(count, lower + width / 2);
        }
        widen(cells);
        if (active == 1 && !prior) {
            int only = Arrays.stream(cells.firstOf).max().getAsInt();
            widen(only, Math.max(locations[only] - lower, upper - locations[only]));
        }
    }

    private void widen(Cells cells) {
        int previous = NONE;
        for (int cell = 0; cell < cells.first.length; cell++) {
            if (cells.firstOf[cell] == NONE) {
                continue;
            }
            if (previous != NONE) {
                double gap = cells.first[cell] - cells.last[previous];
                widen(cells.lastOf[previous], gap);
                widen(cells.firstOf[cell], gap);
            }
            previous = cell;
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
