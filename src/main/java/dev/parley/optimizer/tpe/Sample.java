package dev.parley.optimizer.tpe;

import dev.parley.optimizer.History;
import java.util.Arrays;

/** Observed coordinates in columns, oldest first, with a weight each; more can be appended. */
final class Sample {

    private final double[][] columns;
    private double[] weights;
    private int size;

    /** The coordinates of some trials of a history of {@code parameters} parameters, of equal weights. */
    Sample(History history, int parameters, int[] numbers) {
        this(history, parameters, numbers, ones(numbers.length));
    }

    /** The coordinates of some trials of a history of {@code parameters} parameters. */
    Sample(History history, int parameters, int[] numbers, double[] weights) {
        size = numbers.length;
        columns = new double[parameters][size];
        for (int p = 0; p < parameters; p++) {
            for (int i = 0; i < size; i++) {
                columns[p][i] = history.coordinate(numbers[i], p);
            }
        }
        this.weights = weights.clone();
    }

    private static double[] ones(int count) {
        double[] ones = new double[count];
        Arrays.fill(ones, 1);
        return ones;
    }

    /** How many observations there are. */
    int size() {
        return size;
    }

    /** The coordinates of one parameter, NaN where it is inactive; only the first {@link #size()} count. */
    double[] column(int parameter) {
        return columns[parameter];
    }

    /** The weights of the observations, and 1 for the prior. */
    double[] weights() {
        double[] all = Arrays.copyOf(weights, size + 1);
        all[size] = 1;
        return all;
    }

    /** Appends an observation of weight 1. */
    void append(double[] coordinates) {
        for (int p = 0; p < columns.length; p++) {
            columns[p] = room(columns[p]);
            columns[p][size] = coordinates[p];
        }
        weights = room(weights);
        weights[size] = 1;
        size++;
    }

    private double[] room(double[] column) {
        return column.length == size ? Arrays.copyOf(column, size + size / 8 + 16) : column;
    }
}
