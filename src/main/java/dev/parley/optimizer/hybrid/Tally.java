package dev.parley.optimizer.hybrid;

/**
 * Successes and failures that count for less the longer ago they were.
 *
 * @param successes their discounted sum
 * @param failures theirs
 */
record Tally(double successes, double failures) {

    /** What a trial counts for after one more has ended. */
    private static final double DISCOUNT = 0.97;

    static final Tally NONE = new Tally(0, 0);

    /** The same after one more trial has ended, whoever's. */
    Tally faded() {
        return new Tally(DISCOUNT * successes, DISCOUNT * failures);
    }

    /** The same with one more trial. */
    Tally with(double success) {
        return new Tally(successes + success, failures + 1 - success);
    }
}
