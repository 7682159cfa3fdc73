package dev.parley.drift;

import dev.parley.optimizer.Direction;
import io.swagger.v3.oas.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What a study promised of a configuration, in the objective's unit, as far as it was known when watching began.
 *
 * @param mean the expected true value
 * @param low where the true value is at least, with a probability of 97.5 %; absent where that is not known
 * @param high where the true value is at most, likewise
 * @param noise the standard deviation of an evaluation in the study about the true value; absent where that is not known
 */
// In TypeScript, a Promise is something else.
@Schema(name = "WatchPromise")
record Promise(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) double mean,
        @Nullable Double low,
        @Nullable Double high,
        @Nullable Double noise) {

    /** By what share of its size a value may be off by arithmetic alone. */
    private static final double ROUNDING = 1e-9;

    /**
     * What live values are to be no worse than on average: the end of the interval that is the worse one, or the mean where there
     * is none, and worse than that by the tolerance.
     */
    double bound(Direction direction, double tolerance) {
        return switch (direction) {
            case MINIMIZE -> (high == null ? mean : high) + tolerance;
            case MAXIMIZE -> (low == null ? mean : low) - tolerance;
        };
    }

    /** By how much a value is worse than a bound; negative if it is better, zero if they differ by rounding alone. */
    static double excess(double value, double bound, Direction direction) {
        double excess = direction.loss(value) - direction.loss(bound);
        return Math.abs(excess) <= ROUNDING * Math.max(Math.abs(value), Math.abs(bound)) ? 0 : excess;
    }
}
