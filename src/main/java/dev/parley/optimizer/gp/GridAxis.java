package dev.parley.optimizer.gp;

import java.util.function.DoubleUnaryOperator;

/**
 * Equally spaced values.
 *
 * @param low the first value
 * @param step the distance between neighbours
 * @param size how many values there are
 * @param exact corrects a coordinate that arithmetic left a rounding error away from its value
 */
record GridAxis(double low, double step, long size, DoubleUnaryOperator exact) implements Axis {

    @Override
    public double position(double coordinate) {
        return Math.clamp(((coordinate - low) / step + 0.5) / size, 0, 1);
    }

    @Override
    public double coordinate(double position) {
        double index = Math.clamp(Math.floor(position * size), 0, size - 1);
        return exact.applyAsDouble(low + index * step);
    }
}
