package dev.parley.optimizer.gp;

/**
 * How a Gaussian process and its search are set.
 *
 * @param bendsLosses whether the losses' {@link Warping} has a power that is fitted; otherwise they are brought to a common
 *     size only
 * @param addsAxes whether the covariances have a term that adds up the axes' own effects
 * @param weighsFeasibility whether the probability of being feasible counts more, the more often trials were infeasible
 * @param climbs whether the search climbs from the best of the points it has scored
 */
public record GpSettings(boolean bendsLosses, boolean addsAxes, boolean weighsFeasibility, boolean climbs) {

    /** The settings of studies; {@code docs/strategies.md} shows what each is worth. */
    public static final GpSettings DEFAULT = new GpSettings(true, true, true, true);
}
