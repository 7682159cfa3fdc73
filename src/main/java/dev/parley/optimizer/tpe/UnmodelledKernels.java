package dev.parley.optimizer.tpe;

import dev.parley.optimizer.space.Parameter;
import java.util.random.RandomGenerator;

/**
 * The kernels of a parameter that leaves nothing to learn, because it has one value or a range too narrow for doubles:
 * all are its prior, and density ratios pass it by.
 */
record UnmodelledKernels(Parameter parameter) implements Kernels {

    private static final LogDensities NOTHING = (sums, from, to) -> {};

    @Override
    public double sample(int kernel, RandomGenerator random) {
        return parameter.quantile(random.nextDouble());
    }

    @Override
    public LogDensities at(double coordinate) {
        return NOTHING;
    }
}
