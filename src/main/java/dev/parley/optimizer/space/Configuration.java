package dev.parley.optimizer.space;

import java.util.Arrays;

/**
 * One point of a search space: the active parameters and their coordinates.
 *
 * <p>A <em>partial</em> configuration, which {@link SearchSpace#fixed} makes, holds some parameters only; the others
 * are as if inactive.
 */
public final class Configuration {

    private final double[] coordinates;

    /**
     * A configuration with these coordinates.
     *
     * @param coordinates one for each parameter of the space, in its order; NaN where the parameter is inactive
     */
    public Configuration(double... coordinates) {
        this.coordinates = coordinates.clone();
    }

    /** The partial configuration that fixes nothing. */
    public static Configuration none(SearchSpace space) {
        double[] coordinates = new double[space.size()];
        Arrays.fill(coordinates, Double.NaN);
        return new Configuration(coordinates);
    }

    /** The coordinate of the parameter at {@code index} of the space; NaN if it is inactive. */
    public double coordinate(int index) {
        return coordinates[index];
    }

    /** Whether the parameter at {@code index} of the space is active. */
    public boolean isActive(int index) {
        return !Double.isNaN(coordinates[index]);
    }

    /** The number of parameters of the space, active or not. */
    public int size() {
        return coordinates.length;
    }

    /** Whether no parameter is active: true of the partial configuration that fixes nothing. */
    public boolean isEmpty() {
        for (double coordinate : coordinates) {
            if (!Double.isNaN(coordinate)) {
                return false;
            }
        }
        return true;
    }

    /** All coordinates, as a copy. */
    public double[] toArray() {
        return coordinates.clone();
    }

    /** A hash of all coordinates in 64 bits: equal configurations have the same, and different ones as good as never. */
    public long fingerprint() {
        long hash = 0;
        for (double coordinate : coordinates) {
            hash = (hash ^ Double.doubleToLongBits(coordinate)) * 0x9E3779B97F4A7C15L;
            hash ^= hash >>> 32;
        }
        return hash;
    }

    /** Whether this configuration has the coordinates of every parameter that {@code fixed} holds. */
    public boolean matches(Configuration fixed) {
        for (int i = 0; i < coordinates.length; i++) {
            if (fixed.isActive(i) && isActive(i) && fixed.coordinates[i] != coordinates[i]) {
                return false;
            }
        }
        return true;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Configuration that && Arrays.equals(coordinates, that.coordinates);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(coordinates);
    }

    @Override
    public String toString() {
        return Arrays.toString(coordinates);
    }
}
