package dev.parley.optimizer.tpe;

/**
 * How narrow the kernels of one numeric dimension may get, and what counts as a neighbour.
 *
 * @param floor the smallest bandwidth as a share of the dimension's width; 0 for 1/min(100, n + 2)
 * @param grain the smallest bandwidth on a grid in cells
 * @param priorIsNeighbour whether the middle of the domain, where the prior lies, counts as an observation's neighbour
 */
public record BandwidthRule(double floor, double grain, boolean priorIsNeighbour) {

    static final BandwidthRule MAGIC_CLIP = new BandwidthRule(0, 0, false);

    /** The smallest bandwidth among {@code n} observations on a domain of this width, in its unit. */
    double smallest(int n, double width, double cell) {
        if (floor == 0) {
            return width / Math.min(100, n + 2);
        }
        double share = Math.max(floor, 1.0 / ((n + 2.0) * (n + 2.0)));
        return Math.min(width, Math.max(width * share, grain * cell));
    }
}
