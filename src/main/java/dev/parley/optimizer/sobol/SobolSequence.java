package dev.parley.optimizer.sobol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * The Sobol sequence in up to {@value #DIMENSIONS} dimensions of {@value #DIGITS} binary digits, in the Gray code order
 * of Antonov and Saleev (1979), before any scrambling.
 *
 * <p>Its direction numbers are those of S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional
 * projections, SIAM J. Sci. Comput. 30 (2008); equation numbers are theirs.
 */
final class SobolSequence {

    static final int DIMENSIONS = 1_000;
    static final int DIGITS = Integer.SIZE;

    private static final String TABLE = "direction-numbers.txt";

    /** {@code [dimension][j]} is v_{j+1} · 2³², to be read as unsigned. */
    private static final int[][] DIRECTIONS = read();

    private SobolSequence() {}

    /**
     * The binary digits of one coordinate of one point: the coordinate times 2³² (equation 5).
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

    private static int[][] read() {
        int[][] directions = new int[DIMENSIONS][];
        directions[0] = vanDerCorput();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(SobolSequence.class.getResourceAsStream(TABLE), TABLE),
                StandardCharsets.US_ASCII))) {
            lines.lines().filter(line -> !line.startsWith("#")).forEach(line -> {
                StringTokenizer numbers = new StringTokenizer(line);
                int dimension = Integer.parseInt(numbers.nextToken()) - 1;
                directions[dimension] = directions(numbers);
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directions;
    }

    private static int[] vanDerCorput() {
        int[] directions = new int[DIGITS];
        for (int j = 0; j < DIGITS; j++) {
            directions[j] = 1 << (DIGITS - 1 - j);
        }
        return directions;
    }

    /** The direction numbers that the rest of a line, {@code s a m_1 … m_s}, generates (equations 2 and 3). */
    private static int[] directions(StringTokenizer numbers) {
        int s = Integer.parseInt(numbers.nextToken());
        int a = Integer.parseInt(numbers.nextToken());
        int[] v = new int[DIGITS];
        for (int j = 0; j < s; j++) {
            v[j] = Integer.parseInt(numbers.nextToken()) << (DIGITS - 1 - j);
        }
        for (int j = s; j < DIGITS; j++) {
            v[j] = v[j - s] ^ (v[j - s] >>> s);
            for (int k = 1; k < s; k++) {
                if ((a >>> (s - 1 - k) & 1) == 1) {
                    v[j] ^= v[j - k];
                }
            }
        }
        return v;
    }
}
