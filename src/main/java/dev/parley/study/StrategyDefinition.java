package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a study's configurations are chosen.
 *
 * @param type the strategy; tpe if null
 * @param seed what all randomness of the study comes from; chosen by the service if null
 * @param repeats whether configurations may be suggested again while others are possible; avoid if null
 */
@Schema(name = "Strategy")
public record StrategyDefinition(
        @Nullable StrategyType type,

        @Min(-9007199254740991L) @Max(9007199254740991L) @Nullable
        Long seed,

        @Nullable Repeats repeats) {

    static final StrategyDefinition UNSET = new StrategyDefinition(null, null, null);

    StrategyDefinition withDefaults(RandomGenerator random) {
        return new StrategyDefinition(
                type == null ? StrategyType.TPE : type,
                seed == null ? (Long) random.nextLong(1L << 31) : seed,
                repeats == null ? Repeats.AVOID : repeats);
    }

    /** The definition that a stored one means: without a word on repeats it is older than they are, and allows them. */
    StrategyDefinition inForce() {
        return repeats == null ? new StrategyDefinition(type, seed, Repeats.ALLOW) : this;
    }

    /** Whether every field given here equals the other's. */
    boolean agreesWith(StrategyDefinition stored) {
        return (type == null || type == stored.type)
                && (seed == null || seed.equals(stored.seed))
                && (repeats == null || repeats == stored.repeats);
    }
}
