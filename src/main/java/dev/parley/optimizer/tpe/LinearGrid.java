package dev.parley.optimizer.tpe;

import java.util.function.DoubleUnaryOperator;

/**
 * Equally spaced values; the axis counts steps.
 *
 * @param low the first value
 * @param step the distance between neighbours
 * @param size how many values there are
 * @param exact corrects a coordinate that arithmetic left a rounding error away from its value
 */
record LinearGrid(double low, double step, long size, DoubleUnaryOperator exact) implements Grid {

    @Override
    public double lower() {
        return -0.5;
    }

    @Override
    public double upper() {
        return size - 0.5;
    }

    @Override
    public long index(double coordinate) {
        return nearest((coordinate - low) / step);
    }

    @Override
    public double coordinate(long index) {
        return exact.applyAsDouble(low + index * step);
    }

    @Override
    public double location(long index) {
        return index;
    }

    @Override
    public double cellCenter(long index) {
        return index;
    }

    @Override
    public double cellWidth(long index) {
        return 1;
    }

    @Override
    public long nearest(double location) {
        return Math.clamp(Math.round(location), 0, size - 1);
    }

    @Override
    public boolean isUniform() {
        return true;
    }
}
