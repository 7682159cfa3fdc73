package dev.parley.optimizer.tpe;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;

/** How a parameter is modelled: it turns what was observed of the parameter into kernels. */
@FunctionalInterface
interface Dimension {

    /**
     * The kernels of some observations, and the prior.
     *
     * @param coordinates the parameter's coordinates, NaN where inactive
     * @param count how many of the coordinates count
     */
    Kernels kernels(double[] coordinates, int count);

    /** The dimension of a parameter. Parameters that have one value, or hardly more, are not modelled. */
    static Dimension of(Parameter parameter, TpeSettings settings) {
        if (parameter.cardinality() == 1) {
            return (coordinates, count) -> new UnmodelledKernels(parameter);
        }
        return switch (parameter) {
            case CategoricalParameter p ->
                (coordinates, count) -> new CategoricalKernels(p.choices().size(), coordinates, count);
            case OrdinalParameter p -> grid(settings, new LinearGrid(0, 1, p.cardinality(), index -> index));
            case IntParameter p when p.scale() == Scale.LOG -> grid(settings, new LogGrid(p.low(), p.cardinality()));
            case IntParameter p -> grid(settings, new LinearGrid(p.low(), p.step(), p.cardinality(), p::nearest));
            case FloatParameter p
            when p.step() != null -> grid(settings, new LinearGrid(p.low(), p.step(), p.cardinality(), p::nearest));
            case FloatParameter p -> continuous(settings, p);
        };
    }

    private static Dimension grid(TpeSettings settings, Grid grid) {
        return (coordinates, count) -> new GridKernels(settings, grid, coordinates, count);
    }

    private static Dimension continuous(TpeSettings settings, FloatParameter parameter) {
        Interval interval = Interval.of(parameter);
        return interval.isEmpty()
                ? (coordinates, count) -> new UnmodelledKernels(parameter)
                : (coordinates, count) -> new ContinuousKernels(settings, interval, coordinates, count);
    }
}
