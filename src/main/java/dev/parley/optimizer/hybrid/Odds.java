package dev.parley.optimizer.hybrid;

/** The chance that a success rate is the larger of two, each known by its successes and failures so far. */
final class Odds {

    private static final int CELLS = 200;

    private Odds() {}

    /**
     * P(X &gt; Y) of X ~ Beta(1 + s, 1 + f) and Y ~ Beta(1 + s′, 1 + f′), which a draw of both would decide with this
     * probability (Thompson, 1933); by the midpoint rule with {@value #CELLS} cells.
     *
     * @param ours s and f, at least 0, fractions allowed
     * @param theirs s′ and f′
     */
    static double of(Tally ours, Tally theirs) {
        double below = 0;
        double won = 0;
        double mass = 0;
        for (int i = 0; i < CELLS; i++) {
            double rate = (i + 0.5) / CELLS;
            double x = density(ours, rate);
            double y = density(theirs, rate);
            won += x * (below + y / 2);
            below += y;
            mass += x;
        }
        return won / (mass * below);
    }

    /** The density at a rate, up to a factor: 1 at the most probable rate. */
    private static double density(Tally tally, double rate) {
        double s = tally.successes();
        double f = tally.failures();
        double n = s + f;
        double best = n == 0 ? 0 : s * logOf(s / n) + f * logOf(f / n);
        return Math.exp(s * Math.log(rate) + f * Math.log1p(-rate) - best);
    }

    private static double logOf(double share) {
        return share > 0 ? Math.log(share) : 0;
    }
}
