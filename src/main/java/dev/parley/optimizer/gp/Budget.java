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
    private static final double SEARCH = 8e6;

    /** What a prediction takes in nanoseconds: for each pair of points, each point, and each point and axis. */
    private static final double PAIR = 0.2, POINT = 20, POINT_AND_AXIS = 1.5;

    /**
     * The budget for one of several suggestions made together.
     *
     * @param points how many points the model knows
     * @param parts how many Gaussian processes it takes
     */
    static Budget of(int points, int parts, int axes, int suggestions) {
        double prediction = parts * points * (PAIR * points + POINT + POINT_AND_AXIS * axes);
        double affordable = SEARCH / Math.min(suggestions, 4) / Math.max(prediction, 1_000);
        int scored = (int) Math.clamp(affordable / 5, 50, 500);
        int climbs = (int) Math.clamp(affordable / 100, 2, 8);
        int evaluations = (int) Math.clamp(0.6 * affordable / climbs, 50, 150);
        return new Budget(scored, scored, climbs, evaluations);
    }
}
