package dev.parley.optimizer.tpe;

import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.Scale;

/**
 * A continuous parameter's range, laid out on its scale and mapped to [0, 1].
 *
 * @param parameter a float without a step
 * @param start the low end on the parameter's scale
 * @param width the width on the parameter's scale
 */
record Interval(FloatParameter parameter, double start, double width) {

    static Interval of(FloatParameter parameter) {
        double start = onScale(parameter, parameter.low());
        return new Interval(parameter, start, onScale(parameter, parameter.high()) - start);
    }

    private static double onScale(FloatParameter parameter, double coordinate) {
        return parameter.scale() == Scale.LOG ? Math.log(coordinate) : coordinate;
    }

    /** Whether both ends fall together on the parameter's scale. */
    boolean isEmpty() {
        return !(width > 0);
    }

    /** The place of a coordinate in [0, 1]; NaN stays NaN. */
    double location(double coordinate) {
        double location = (onScale(parameter, coordinate) - start) / width;
        return Double.isNaN(location) ? Double.NaN : Math.clamp(location, 0, 1);
    }

    /** The coordinate at a place in [0, 1]. */
    double coordinate(double location) {
        double scaled = start + location * width;
        return parameter.nearest(parameter.scale() == Scale.LOG ? Math.exp(scaled) : scaled);
    }
}
