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
    static Dimension of(Parameter parameter, KernelRules rules) {
        if (parameter.cardinality() == 1) {
            return (coordinates, count) -> new UnmodelledKernels(parameter);
        }
        return switch (parameter) {
            case CategoricalParameter p ->
                (coordinates, count) -> new CategoricalKernels(p.choices().size(), coordinates, count);
            case OrdinalParameter p -> grid(rules, new LinearGrid(0, 1, p.cardinality(), index -> index));
            case IntParameter p when p.scale() == Scale.LOG -> grid(rules, new LogGrid(p.low(), p.cardinality()));
            case IntParameter p -> grid(rules, new LinearGrid(p.low(), p.step(), p.cardinality(), p::nearest));
            case FloatParameter p
            when p.step() != null -> grid(rules, new LinearGrid(p.low(), p.step(), p.cardinality(), p::nearest));
            case FloatParameter p -> continuous(rules, p);
        };
    }

    private static Dimension grid(KernelRules rules, Grid grid) {
        return (coordinates, count) -> new GridKernels(rules, grid, coordinates, count);
    }

    private static Dimension continuous(KernelRules rules, FloatParameter parameter) {
        Interval interval = Interval.of(parameter);
        return interval.isEmpty()
                ? (coordinates, count) -> new UnmodelledKernels(parameter)
                : (coordinates, count) -> new ContinuousKernels(rules, interval, coordinates, count);
    }
}
