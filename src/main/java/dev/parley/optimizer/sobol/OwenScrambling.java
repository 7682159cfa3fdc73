package dev.parley.optimizer.sobol;

/**
 * A random nested uniform scrambling of one dimension's coordinates in base 2 (A. B. Owen, Randomly permuted
 * (t,m,s)-nets and (t,s)-sequences, 1995): each digit is flipped or kept, depending on the digits before it.
 *
 * <p>The binary tree of those choices is never stored; a hash of a node is its choice, as in B. Burley, Practical
 * hash-based Owen scrambling, JCGT 9(4), 2020. Unlike Burley's one hash of the whole number, a hash for each digit makes the
 * choices independent.
 *
 * @param seed what the choices depend on
 */
record OwenScrambling(long seed) {

    /** Digits of a double below those of the sequence. */
    private static final int TAIL = 53 - SobolSequence.DIGITS;

    /** The scrambling of one dimension, from 0, in the study with this seed. */
    OwenScrambling(long studySeed, int dimension) {
        this(mix(mix(studySeed) ^ dimension));
    }

    /**
     * The scrambled coordinate, in [0, 1).
     *
     * @param digits the coordinate times 2³², to be read as unsigned
     */
    double apply(int digits) {
        long scrambled = 0;
        long node = 1;
        for (int i = SobolSequence.DIGITS - 1; i >= 0; i--) {
            int digit = digits >>> i & 1;
            scrambled = scrambled << 1 | (digit ^ mix(seed + node) >>> 63);
            node = node << 1 | digit;
        }
        long tail = mix(seed + node) >>> (Long.SIZE - TAIL);
        return (scrambled << TAIL | tail) * 0x1p-53;
    }

    /** A bijection of which every bit depends on all bits (the finalizer of SplitMix64; Steele et al., 2014). */
    private static long mix(long number) {
        long z = number * 0x9E3779B97F4A7C15L;
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
        return z ^ (z >>> 31);
    }
}
