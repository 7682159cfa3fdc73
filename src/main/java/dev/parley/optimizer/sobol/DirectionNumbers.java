package dev.parley.optimizer.sobol;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Objects;
import java.util.StringTokenizer;

/**
 * The direction numbers of S. Joe and F. Y. Kuo, Constructing Sobol sequences with better two-dimensional projections,
 * SIAM J. Sci. Comput. 30 (2008): their table new-joe-kuo-6, a resource beside this class, and what it generates.
 */
final class DirectionNumbers {

    private static final String TABLE = "direction-numbers.txt";

    private DirectionNumbers() {}

    /**
     * The direction numbers of the first {@code dimensions} dimensions: {@code [dimension][j]} is v_{j+1} · 2³², to be
     * read as unsigned.
     */
    static int[][] read(int dimensions) {
        int[][] directions = new int[dimensions][];
        directions[0] = vanDerCorput();
        try (BufferedReader table = new BufferedReader(new InputStreamReader(
                Objects.requireNonNull(DirectionNumbers.class.getResourceAsStream(TABLE), TABLE),
                StandardCharsets.US_ASCII))) {
            List<String> lines =
                    table.lines().filter(line -> !line.startsWith("#")).toList();
            for (int d = 1; d < dimensions; d++) {
                directions[d] = directions(new StringTokenizer(lines.get(d - 1)));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return directions;
    }

    private static int[] vanDerCorput() {
        int[] v = new int[Integer.SIZE];
        for (int j = 0; j < v.length; j++) {
            v[j] = 1 << (Integer.SIZE - 1 - j);
        }
        return v;
    }

    /**
     * What one line of the table, {@code d s a m_1 … m_s}, generates: v_j = m_j / 2^j for j ≤ s, then v_j = a_1 v_{j−1} ⊕ …
     * ⊕ a_{s−1} v_{j−s+1} ⊕ v_{j−s} ⊕ v_{j−s} / 2^s.
     */
    private static int[] directions(StringTokenizer line) {
        line.nextToken();
        int s = Integer.parseInt(line.nextToken());
        int a = Integer.parseInt(line.nextToken());
        int[] v = new int[Integer.SIZE];
        for (int j = 0; j < s; j++) {
            v[j] = Integer.parseInt(line.nextToken()) << (Integer.SIZE - 1 - j);
        }
        for (int j = s; j < v.length; j++) {
            v[j] = v[j - s] ^ (v[j - s] >>> s);
            for (int k = 1; k < s; k++) {
                int coefficient = (a >>> (s - 1 - k)) & 1;
                v[j] ^= coefficient * v[j - k];
            }
        }
        return v;
    }
}
