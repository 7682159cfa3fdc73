package dev.parley.optimizer.gp;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import org.jspecify.annotations.Nullable;

/**
 * How a parameter enters the model: its coordinates as positions. Positions of numbers and ordinals lie in [0, 1] on the
 * parameter's scale, those of n values in the middles of n cells; a choice's position is its index.
 */
sealed interface Axis permits ContinuousAxis, GridAxis, LogGridAxis, CategoricalAxis {

    /** The position of a coordinate. */
    double position(double coordinate);

    /** The coordinate nearest to a position; positions 0 and 1 give the ends of the range exactly. */
    double coordinate(double position);

    /** How many values there are; {@link Long#MAX_VALUE} where they are continuous. */
    long size();

    /** The position of a value that the parameter has. */
    default double snap(double position) {
        return position(coordinate(position));
    }

    /** The position some values further up, or down where {@code steps} is negative; stays within the range. */
    default double moved(double position, long steps) {
        return snap(Math.clamp(position + (double) steps / size(), 0, 1));
    }

    /** The axis of a parameter; null where its values cannot be told apart, so that there is nothing to model. */
    static @Nullable Axis of(Parameter parameter) {
        if (parameter.cardinality() == 1) {
            return null;
        }
        return switch (parameter) {
            case CategoricalParameter p -> new CategoricalAxis(p.cardinality());
            case OrdinalParameter p -> new GridAxis(0, 1, p.cardinality(), index -> index);
            case IntParameter p when p.scale() == Scale.LOG -> new LogGridAxis(p.low(), p.cardinality());
            case IntParameter p -> new GridAxis(p.low(), p.step(), p.cardinality(), p::nearest);
            case FloatParameter p when p.step() != null -> new GridAxis(p.low(), p.step(), p.cardinality(), p::nearest);
            case FloatParameter p -> ContinuousAxis.of(p);
        };
    }
}
