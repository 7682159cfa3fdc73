package dev.parley.optimizer.gp;

import dev.parley.optimizer.History;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.stream.IntStream;

/** The axes of a search space, one for each parameter that has something to model. */
final class Encoding {

    private static final int NO_AXIS = -1;

    private final SearchSpace space;
    private final Axis[] axes;
    private final int[] parameters;
    private final int[] axisOf;
    private final boolean[] parent;

    Encoding(SearchSpace space) {
        this.space = space;
        this.axisOf = new int[space.size()];
        boolean[] isParent = new boolean[space.size()];
        Axis[] found = new Axis[space.size()];
        int[] indices = new int[space.size()];
        int count = 0;
        for (int p = 0; p < space.size(); p++) {
            axisOf[p] = NO_AXIS;
            Axis axis = Axis.of(space.parameter(p));
            if (axis != null) {
                axisOf[p] = count;
                indices[count] = p;
                found[count++] = axis;
            }
            if (space.parent(p) >= 0) {
                isParent[space.parent(p)] = true;
            }
        }
        this.axes = Arrays.copyOf(found, count);
        this.parameters = Arrays.copyOf(indices, count);
        this.parent = new boolean[count];
        for (int a = 0; a < count; a++) {
            parent[a] = isParent[parameters[a]];
        }
    }

    /** The number of axes. */
    int size() {
        return axes.length;
    }

    Axis axis(int index) {
        return axes[index];
    }

    /** The index in the space of the parameter behind an axis. */
    int parameter(int axis) {
        return parameters[axis];
    }

    boolean isCategorical(int axis) {
        return axes[axis] instanceof CategoricalAxis;
    }

    /** Whether the axis is inactive in some configurations. */
    boolean isConditional(int axis) {
        return space.parent(parameters[axis]) >= 0;
    }

    /** Whether the activity of other parameters depends on this axis. */
    boolean isParent(int axis) {
        return parent[axis];
    }

    /** The position on each axis of a configuration; NaN where the parameter is inactive. */
    double[] positions(Configuration configuration) {
        double[] positions = new double[axes.length];
        for (int a = 0; a < axes.length; a++) {
            double coordinate = configuration.coordinate(parameters[a]);
            positions[a] = Double.isNaN(coordinate) ? Double.NaN : axes[a].position(coordinate);
        }
        return positions;
    }

    /** The positions of some trials' configurations. */
    double[][] positions(History history, int[] numbers) {
        return IntStream.of(numbers)
                .mapToObj(number -> positions(history.configuration(number)))
                .toArray(double[][]::new);
    }

    /**
     * The positions of the axes that are active, NaN for the others.
     *
     * @param latent a position for every axis, active or not
     * @param fixed coordinates that hold wherever they are active
     */
    double[] active(double[] latent, Configuration fixed) {
        double[] coordinates = coordinates(latent, fixed, false);
        double[] positions = latent.clone();
        for (int a = 0; a < axes.length; a++) {
            if (Double.isNaN(coordinates[parameters[a]])) {
                positions[a] = Double.NaN;
            }
        }
        return positions;
    }

    /** The configuration at a position for every axis, active or not, and with the coordinates that are fixed. */
    Configuration configuration(double[] latent, Configuration fixed) {
        return new Configuration(coordinates(latent, fixed, true));
    }

    /** Coordinates by parameter, NaN where inactive; exact ones only of parents unless all are wanted. */
    private double[] coordinates(double[] latent, Configuration fixed, boolean exact) {
        double[] coordinates = new double[space.size()];
        for (int p = 0; p < coordinates.length; p++) {
            int a = axisOf[p];
            if (!space.isActive(p, coordinates)) {
                coordinates[p] = Double.NaN;
            } else if (fixed.isActive(p)) {
                coordinates[p] = fixed.coordinate(p);
            } else if (a == NO_AXIS) {
                coordinates[p] = space.parameter(p).quantile(0.5);
            } else if (exact || parent[a]) {
                coordinates[p] = axes[a].coordinate(latent[a]);
            }
        }
        return coordinates;
    }
}
