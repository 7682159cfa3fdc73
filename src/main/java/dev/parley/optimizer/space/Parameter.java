package dev.parley.optimizer.space;

import org.jspecify.annotations.Nullable;

/**
 * One dimension of a search space.
 *
 * <p>A parameter has two faces. Outside, it has a <em>value</em>: a {@link Double}, a {@link Long}, or one of its
 * choices. Inside the optimizer it has a <em>coordinate</em>, a double: the value itself for floats and integers, the
 * index of the choice for ordinal and categorical parameters, and NaN where the parameter is inactive.
 */
public sealed interface Parameter permits FloatParameter, IntParameter, OrdinalParameter, CategoricalParameter {

    /** The parameter's name, unique in its space. */
    String name();

    /** The value to try first, if one is declared. */
    @Nullable
    Object defaultValue();

    /** When the parameter is active; always, if null. */
    @Nullable
    Condition when();

    /**
     * The coordinate of a value as a client wrote it.
     *
     * @param value a string, boolean or number
     * @throws InvalidValueException with what the value must be
     */
    double coordinate(Object value);

    /** The value at a coordinate of this parameter, as {@link #coordinate} or {@link #quantile} gave it. */
    Object value(double coordinate);

    /**
     * The coordinate below which a share of the prior lies, the prior being uniform on the parameter's scale. Stepped
     * values, integers and choices share the unit interval in equal cells (on a log scale, in cells whose bounds are
     * half a step away from the value).
     *
     * @param u the share, from 0 (inclusive) to 1 (exclusive)
     */
    double quantile(double u);

    /**
     * Where a coordinate of this parameter lies on its scale, from 0 to 1: the share of the prior below it. Stepped values,
     * integers and choices lie within their cells, so that {@link #quantile} takes the position back.
     */
    double position(double coordinate);

    /**
     * The coordinate of the value after the one at a coordinate, in ascending or declared order; NaN after the last and
     * where values are continuous.
     */
    double next(double coordinate);

    /** How many values there are; {@link Long#MAX_VALUE} where they are continuous. */
    long cardinality();
}
