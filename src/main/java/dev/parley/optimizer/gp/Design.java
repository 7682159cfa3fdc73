package dev.parley.optimizer.gp;

import java.util.Arrays;

/**
 * The points that a model knows, in columns by axis, and their squared distances.
 *
 * <p>On a numeric axis the squared distance is that of the positions; choices that differ have distance 1. An inactive
 * parameter sits in the middle of its axis, at a squared distance of {@value #INACTIVE} from all active ones in a dimension
 * of its own; for a choice, to be inactive is one more choice. These are squared distances in some Euclidean space, so that
 * kernels of them are positive definite.
 */
final class Design {

    private static final double INACTIVE = 0.25;
    private static final double MIDDLE = 0.5;
    private static final double NO_CHOICE = -1;

    private final boolean[] categorical;
    private final double[][] positions;

    /** For each numeric axis with a condition, 1 where the point is active there and 0 where not; empty for the others. */
    private final double[][] activity;

    private int size;

    /**
     * A design without points.
     *
     * @param capacity how many points to make room for; more can be added
     */
    Design(Encoding encoding, int capacity) {
        int axes = encoding.size();
        categorical = new boolean[axes];
        positions = new double[axes][capacity];
        activity = new double[axes][0];
        for (int a = 0; a < axes; a++) {
            categorical[a] = encoding.isCategorical(a);
            if (!categorical[a] && encoding.isConditional(a)) {
                activity[a] = new double[capacity];
            }
        }
    }

    /** The number of points. */
    int size() {
        return size;
    }

    /** The number of axes. */
    int axes() {
        return positions.length;
    }

    /** Appends a point; NaN where it is inactive. */
    void add(double[] point) {
        for (int a = 0; a < positions.length; a++) {
            positions[a] = roomy(positions[a]);
            positions[a][size] = place(a, point[a]);
            if (activity[a].length > 0) {
                activity[a] = roomy(activity[a]);
                activity[a][size] = Double.isNaN(point[a]) ? 0 : 1;
            }
        }
        size++;
    }

    private double[] roomy(double[] column) {
        return size < column.length ? column : Arrays.copyOf(column, size + size / 2 + 8);
    }

    private double place(int axis, double position) {
        if (Double.isNaN(position)) {
            return categorical[axis] ? NO_CHOICE : MIDDLE;
        }
        return position;
    }

    /** The point at an index; NaN where it is inactive. */
    double[] point(int index) {
        double[] point = new double[positions.length];
        for (int a = 0; a < point.length; a++) {
            double place = positions[a][index];
            boolean inactive = categorical[a] ? place < 0 : activity[a].length > 0 && activity[a][index] == 0;
            point[a] = inactive ? Double.NaN : place;
        }
        return point;
    }

    /**
     * The squared distances along one axis from a position to each of the first points.
     *
     * @param position NaN where inactive
     * @param distances receives them
     * @param count how many
     */
    void squaredDistances(int axis, double position, double[] distances, int count) {
        double[] column = positions[axis];
        double place = place(axis, position);
        if (categorical[axis]) {
            for (int i = 0; i < count; i++) {
                distances[i] = column[i] == place ? 0 : 1;
            }
            return;
        }
        for (int i = 0; i < count; i++) {
            double difference = place - column[i];
            distances[i] = difference * difference;
        }
        double[] active = activity[axis];
        if (active.length > 0) {
            double own = Double.isNaN(position) ? 0 : 1;
            for (int i = 0; i < count; i++) {
                double difference = own - active[i];
                distances[i] += INACTIVE * difference * difference;
            }
        }
    }

    /** Σᵢ fᵢ (p − xᵢ) along a numeric axis over the first {@code count} points, p being an active position. */
    double weightedDifferences(int axis, double position, double[] factors, int count) {
        double[] column = positions[axis];
        double sum = 0;
        for (int i = 0; i < count; i++) {
            sum += factors[i] * (position - column[i]);
        }
        return sum;
    }
}
