package dev.parley.optimizer.sobol;

import dev.parley.optimizer.space.SearchSpace;

/**
 * The Sobol sequence in {@link SearchSpace#MAX_PARAMETERS} dimensions, before any scrambling, in the Gray code order of
 * I. A. Antonov and V. M. Saleev, An economic method of computing LPτ-sequences (1979).
 */
final class SobolSequence {

    /** Binary digits of a coordinate. */
    static final int DIGITS = Integer.SIZE;

    private static final int[][] DIRECTIONS = DirectionNumbers.read(SearchSpace.MAX_PARAMETERS);

    private SobolSequence() {}

    /**
     * One coordinate of one point, times 2³², to be read as unsigned.
     *
     * @param index the point's index from 0, to be read as unsigned
     * @param dimension from 0
     */
    static int digits(int index, int dimension) {
        int[] directions = DIRECTIONS[dimension];
        int digits = 0;
        for (int gray = index ^ (index >>> 1); gray != 0; gray &= gray - 1) {
            digits ^= directions[Integer.numberOfTrailingZeros(gray)];
        }
        return digits;
    }
}
