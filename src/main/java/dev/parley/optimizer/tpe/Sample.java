package dev.parley.optimizer.tpe;

import dev.parley.optimizer.History;
import java.util.Arrays;

/** Observed coordinates in columns, oldest first; more can be appended. */
final class Sample {

    private final double[][] columns;
    private int size;

    /** The coordinates of some trials of a history of {@code parameters} parameters. */
    Sample(History history, int parameters, int[] numbers) {
        size = numbers.length;
        columns = new double[parameters][size];
        for (int p = 0; p < parameters; p++) {
            for (int i = 0; i < size; i++) {
                columns[p][i] = history.coordinate(numbers[i], p);
            }
        }
    }

    /** How many observations there are. */
    int size() {
        return size;
    }

    /** The coordinates of one parameter, NaN where it is inactive; only the first {@link #size()} count. */
    double[] column(int parameter) {
        return columns[parameter];
    }

    /** Appends an observation. */
    void append(double[] coordinates) {
        for (int p = 0; p < columns.length; p++) {
            if (columns[p].length == size) {
                columns[p] = Arrays.copyOf(columns[p], size + size / 8 + 16);
            }
            columns[p][size] = coordinates[p];
        }
        size++;
    }
}
