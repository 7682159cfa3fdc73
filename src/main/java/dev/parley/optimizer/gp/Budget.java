package dev.parley.optimizer.gp;

/**
 * How much one search may cost: less where predictions are slow, so that an ask takes about as long with many trials as with
 * few.
 *
 * @param scattered how many points to score all over the space
 * @param nearby how many points to score near the best trials
 * @param climbs from how many points to climb
 * @param evaluations how many evaluations a climb has, one with a gradient counting as two
 */
record Budget(int scattered, int nearby, int climbs, int evaluations) {

    /** What a search should take in nanoseconds, on one core of the machine whose figures are below. */
    private static final double SEARCH = 5e6;

    /** What a prediction takes in nanoseconds: for each pair of points, each point, and each point and axis. */
    private static final double PAIR = 0.2, POINT = 20, POINT_AND_AXIS = 1.5;

    /** How many times less a search of a batch may cost from some place on. */
    private static final int LEAST_SHARE = 4;

    /**
     * The budget of a search.
     *
     * @param points how many points the model knows
     * @param parts how many Gaussian processes it takes
     * @param place the suggestion's place in its batch, from 0; later ones get less
     */
    static Budget of(int points, int parts, int axes, int place) {
        double prediction = parts * points * (PAIR * points + POINT + POINT_AND_AXIS * axes);
        double affordable = SEARCH / Math.min(1 + place, LEAST_SHARE) / Math.max(prediction, 1_000);
        int scored = (int) Math.clamp(affordable / 5, 50, 500);
        int climbs = (int) Math.clamp(affordable / 100, 2, 8);
        int evaluations = (int) Math.clamp(0.6 * affordable / climbs, 50, 150);
        return new Budget(scored, scored, climbs, evaluations);
    }

    /** The same search without its climbs. */
    Budget withoutClimbs() {
        return new Budget(scattered, nearby, 0, 0);
    }
}
