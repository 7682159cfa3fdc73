package dev.parley.optimizer.gp;

import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;
import org.jspecify.annotations.Nullable;

/**
 * Real numbers.
 *
 * @param parameter a float without a step
 * @param start the low end on the parameter's scale
 * @param width the width on the parameter's scale, positive
 */
record ContinuousAxis(FloatParameter parameter, double start, double width) implements Axis {

    /** The axis of a float without a step; null where both ends fall together on its scale. */
    static @Nullable ContinuousAxis of(FloatParameter parameter) {
        double start = onScale(parameter, parameter.low());
        double width = onScale(parameter, parameter.high()) - start;
        return width > 0 ? new ContinuousAxis(parameter, start, width) : null;
    }

    private static double onScale(FloatParameter parameter, double coordinate) {
        return parameter.scale() == Scale.LOG ? Math.log(coordinate) : coordinate;
    }

    @Override
    public double position(double coordinate) {
        return Math.clamp((onScale(parameter, coordinate) - start) / width, 0, 1);
    }

    @Override
    public double coordinate(double position) {
        if (position <= 0) {
            return parameter.low();
        }
        if (position >= 1) {
            return parameter.high();
        }
        double scaled = start + position * width;
        return parameter.nearest(parameter.scale() == Scale.LOG ? Math.exp(scaled) : scaled);
    }

    @Override
    public long size() {
        return Long.MAX_VALUE;
    }
}
