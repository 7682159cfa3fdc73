package dev.parley.optimizer;

import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * The right to one suggestion: all its randomness comes from the study's seed and the draw's number.
 *
 * @param seed the study's seed
 * @param number the draw's number, from 0
 */
public record Draw(long seed, long number) {

    private static final RandomGeneratorFactory<RandomGenerator> GENERATORS =
            RandomGeneratorFactory.of("L64X128MixRandom");

    /** A new generator, the same for equal draws. */
    public RandomGenerator random() {
        return GENERATORS.create(mix(mix(seed) + number));
    }

    /** A bijection that spreads neighbouring numbers (the finalizer of SplitMix64; Steele et al., 2014). */
    private static long mix(long number) {
        long z = number + 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
