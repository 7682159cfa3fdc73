package dev.parley.optimizer.gp;

import dev.parley.optimizer.Fit;
import org.jspecify.annotations.Nullable;

/**
 * What was fitted to a history.
 *
 * @param losses the model of the losses
 * @param feasibility the model of feasibility; null where no trial was infeasible
 */
record GpFit(Part losses, @Nullable Part feasibility) implements Fit {

    /**
     * A Gaussian process.
     *
     * @param hyperparameters what it was fitted by
     * @param numbers the trials it was fitted to
     * @param inverse the inverse of the Cholesky factor of their covariances, in rows
     */
    @SuppressWarnings("ArrayRecordComponent")
    record Part(Hyperparameters hyperparameters, int[] numbers, double[][] inverse) {

        /** The rows for the first of some trials, as far as these are the same ones. */
        double[][] inverse(int[] others) {
            int mismatch = java.util.Arrays.mismatch(numbers, others);
            int same = mismatch < 0 ? numbers.length : mismatch;
            return java.util.Arrays.copyOf(inverse, same);
        }

        private long bytes() {
            return 4L * numbers.length * (numbers.length + 10);
        }
    }

    @Override
    public long bytes() {
        return 200 + losses.bytes() + (feasibility == null ? 0 : feasibility.bytes());
    }
}
