package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * How a study's configurations are chosen.
 *
 * @param type the strategy; auto if null, which picks gp or tpe for each ask
 * @param seed what all randomness of the study comes from; chosen by the service if null
 * @param repeats whether configurations may be suggested again while others are possible; avoid if null
 * @param retests whether the last tenth of the trials that limits.trials allows try the best configurations again, for
 *     noisy objectives; none if null
 * @param edition which edition of the strategy, 1 to 2; the newest if null. A study keeps the edition it began with: 1 is
 *     that of studies created before there were editions, whose tpe has Optuna's settings
 */
@Schema(name = "Strategy")
public record StrategyDefinition(
        @Nullable StrategyType type,

        @Min(-9007199254740991L) @Max(9007199254740991L) @Nullable
        Long seed,

        @Nullable Repeats repeats,

        @Nullable Retests retests,

        @Min(1) @Max(NEWEST_EDITION) @Nullable Integer edition) {

    static final int NEWEST_EDITION = 2;

    static final StrategyDefinition UNSET = new StrategyDefinition(null, null, null, null, null);

    StrategyDefinition withDefaults(RandomGenerator random) {
        return new StrategyDefinition(
                type == null ? StrategyType.AUTO : type,
                seed == null ? (Long) random.nextLong(1L << 31) : seed,
                repeats == null ? Repeats.AVOID : repeats,
                retests == null ? Retests.NONE : retests,
                edition == null ? (Integer) NEWEST_EDITION : edition);
    }

    /**
     * The definition that a stored one means. What it says nothing of is younger than it is: without a word on repeats it
     * allows them, and without an edition it has the first.
     */
    StrategyDefinition inForce() {
        return new StrategyDefinition(
                type,
                seed,
                repeats == null ? Repeats.ALLOW : repeats,
                retests == null ? Retests.NONE : retests,
                edition == null ? (Integer) 1 : edition);
    }

    /** Whether every field given here equals the other's. */
    boolean agreesWith(StrategyDefinition stored) {
        return (type == null || type == stored.type)
                && (seed == null || seed.equals(stored.seed))
                && (repeats == null || repeats == stored.repeats)
                && (retests == null || retests == stored.retests)
                && (edition == null || edition.equals(stored.edition));
    }
}
