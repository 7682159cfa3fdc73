package dev.parley.optimizer.tpe;

import java.util.Arrays;

/**
 * The different values among observations on a grid, numbered as they come; a hash table with open addressing, without
 * boxes, and no larger than the grid needs.
 */
final class DistinctValues {

    /** Stands for the value of an observation in which the parameter is inactive. */
    static final int INACTIVE = -1;

    private static final int EMPTY = -1;

    private final int[] observed;
    private final double[] locations;
    private final int[] slots;
    private long[] indices = new long[16];
    private double[] places = new double[16];
    private int size;

    DistinctValues(Grid grid, double[] coordinates, int count) {
        observed = new int[count];
        locations = new double[count];
        long most = Math.min(count, grid.size());
        slots = new int[Integer.highestOneBit((int) (4 * most) | 1)];
        Arrays.fill(slots, EMPTY);
        for (int i = 0; i < count; i++) {
            if (Double.isNaN(coordinates[i])) {
                observed[i] = INACTIVE;
                locations[i] = Double.NaN;
            } else {
                observed[i] = find(grid, grid.index(coordinates[i]));
                locations[i] = places[observed[i]];
            }
        }
    }

    private int find(Grid grid, long index) {
        int slot = (int) ((index * 0x9E3779B97F4A7C15L) >>> 32) & (slots.length - 1);
        while (slots[slot] != EMPTY) {
            if (indices[slots[slot]] == index) {
                return slots[slot];
            }
            slot = (slot + 1) & (slots.length - 1);
        }
        if (size == indices.length) {
            indices = Arrays.copyOf(indices, 2 * size);
            places = Arrays.copyOf(places, 2 * size);
        }
        indices[size] = index;
        places[size] = grid.location(index);
        slots[slot] = size;
        return size++;
    }

    /** How many different values there are. */
    int size() {
        return size;
    }

    /** Which of the different values an observation has, or {@link #INACTIVE}. */
    int of(int observation) {
        return observed[observation];
    }

    /** The grid's index of a value. */
    long index(int value) {
        return indices[value];
    }

    /** Where the observations lie on the grid's axis; NaN where inactive. */
    double[] locations() {
        return locations;
    }
}
