package dev.parley.optimizer.tpe;

import java.util.random.RandomGenerator;

/**
 * One dimension of the kernels of a Parzen estimator: kernel {@code i} belongs to observation {@code i}, and the last
 * kernel is the prior. An observation in which the dimension is inactive has the prior as its kernel here.
 */
sealed interface Kernels permits ContinuousKernels, GridKernels, CategoricalKernels, UnmodelledKernels {

    /** Draws a coordinate from one kernel. */
    double sample(int kernel, RandomGenerator random);

    /** The log densities of all kernels at one coordinate. */
    LogDensities at(double coordinate);

    /** The log densities, or log probabilities, of all kernels at one place of the dimension. */
    @FunctionalInterface
    interface LogDensities {

        /** Adds those of the kernels {@code from} to {@code to} (exclusive) to {@code sums[0]}, {@code sums[1]} … */
        void addTo(double[] sums, int from, int to);
    }
}
