package dev.parley.optimizer.tpe;

/**
 * How the kernels of one suggestion are formed.
 *
 * @param settings the study's settings
 * @param dimensions d, how many parameters the space has
 * @param finished N, how many trials have finished
 */
record KernelRules(TpeSettings settings, int dimensions, int finished) {

    private static final double FLOOR = 0.03;
    private static final double CEILING = 0.25;
    private static final double TRIALS_A_DIMENSION = 12;
    private static final int MOST_DIMENSIONS = 6;
    private static final double ANNEALING = 1.5;

    /** Up to so many observations the prior counts as a neighbour on a continuous range too. */
    private static final int FEW = 2;

    /** The smallest bandwidth among {@code n} observations of a numeric dimension of this width, in its unit. */
    double smallestBandwidth(int n, double width) {
        return switch (settings.clip()) {
            case MAGIC -> width / Math.min(100, n + 2);
            case FLOOR -> width * Math.max(FLOOR, 1 / ((n + 2.0) * (n + 2.0)));
            case ANNEALED -> width * Math.clamp(annealed(), FLOOR, CEILING);
        };
    }

    private double annealed() {
        double trials = TRIALS_A_DIMENSION * Math.min(dimensions, MOST_DIMENSIONS);
        return FLOOR * Math.pow(trials / Math.max(1, finished), ANNEALING);
    }

    /**
     * Whether the prior counts as a neighbour of a numeric dimension's observations.
     *
     * @param grid whether the dimension is a grid
     * @param active in how many of the {@code count} observations it is active
     */
    boolean priorIsNeighbour(boolean grid, int active, int count) {
        return settings.priorInGaps() && (grid || active < count || active <= FEW);
    }

    /** Whether the bounds of a continuous range have a probability of their own. */
    boolean boundAtoms() {
        return settings.boundAtoms();
    }

    /** The widest cell of a grid, in bandwidths, that has the density at its centre times its width. */
    double widestMidpointCell() {
        return switch (settings.effort()) {
            case EXACT -> 0;
            case BOUNDED -> 0.5;
        };
    }
}
