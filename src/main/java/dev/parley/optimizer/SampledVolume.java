package dev.parley.optimizer;

import java.util.Arrays;
import java.util.random.RandomGenerator;

/**
 * Hypervolumes that are estimated by {@value #SAMPLES} places, spread at random between 0 and a bound in every objective: a point has
 * the places that are nowhere better than it. Takes time in proportion to points × objectives, where exact volumes take time that grows
 * exponentially with the objectives. The same points give the same estimates.
 *
 * <p>Bader and Zitzler, HypE: An algorithm for fast hypervolume-based many-objective optimization, Evolutionary Computation
 * 19(1), 2011, for the idea.
 */
final class SampledVolume {

    private static final int SAMPLES = 2_048;
    private static final int WORDS = SAMPLES / Long.SIZE;

    /** For each point, the places that it has: one bit each. */
    private final long[][] places;

    /**
     * Volumes of points below a bound.
     *
     * @param losses points by objective, at least one; from 0 on
     * @param bound in every objective
     */
    SampledVolume(double[][] losses, double bound) {
        double[][] samples = samples(losses[0].length, bound);
        places = new long[losses.length][WORDS];
        for (int i = 0; i < losses.length; i++) {
            for (int s = 0; s < SAMPLES; s++) {
                if (Fronts.isNowhereWorse(losses[i], samples[s])) {
                    places[i][s / Long.SIZE] |= 1L << s;
                }
            }
        }
    }

    private static double[][] samples(int objectives, double bound) {
        RandomGenerator random = new Draw(0, 0).random();
        double[][] samples = new double[SAMPLES][objectives];
        for (double[] sample : samples) {
            Arrays.setAll(sample, o -> bound * random.nextDouble());
        }
        return samples;
    }

    /** What all points have together, as a share of everything below the bound. */
    double share() {
        long[] any = new long[WORDS];
        for (long[] own : places) {
            for (int w = 0; w < WORDS; w++) {
                any[w] |= own[w];
            }
        }
        return (double) count(any, new long[WORDS]) / SAMPLES;
    }

    /** What each point adds to the volume of all others, as a share of everything below the bound. */
    double[] contributions() {
        long[] once = new long[WORDS];
        long[] more = new long[WORDS];
        for (long[] own : places) {
            for (int w = 0; w < WORDS; w++) {
                more[w] |= once[w] & own[w];
                once[w] |= own[w];
            }
        }
        double[] contributions = new double[places.length];
        for (int i = 0; i < contributions.length; i++) {
            contributions[i] = (double) count(places[i], more) / SAMPLES;
        }
        return contributions;
    }

    /**
     * Points that together have much of what all have: again and again the one that adds most, the first among equals.
     *
     * @param count how many, at most as many as there are
     * @return their indices in the order in which they were chosen
     */
    int[] choose(int count) {
        int[] chosen = new int[count];
        boolean[] isChosen = new boolean[places.length];
        long[] covered = new long[WORDS];
        for (int next = 0; next < count; next++) {
            int best = -1;
            int most = -1;
            for (int i = 0; i < places.length; i++) {
                int added = isChosen[i] ? -1 : count(places[i], covered);
                if (added > most) {
                    most = added;
                    best = i;
                }
            }
            isChosen[best] = true;
            chosen[next] = best;
            for (int w = 0; w < WORDS; w++) {
                covered[w] |= places[best][w];
            }
        }
        return chosen;
    }

    /** How many bits some words have that others have not. */
    private static int count(long[] words, long[] without) {
        int count = 0;
        for (int w = 0; w < WORDS; w++) {
            count += Long.bitCount(words[w] & ~without[w]);
        }
        return count;
    }
}
