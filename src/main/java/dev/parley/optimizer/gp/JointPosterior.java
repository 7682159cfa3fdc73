package dev.parley.optimizer.gp;

import java.util.random.RandomGenerator;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionInner_DDRM;

/** The joint normal distribution of a Gaussian process's function at some points. */
final class JointPosterior {

    /** What is added to the diagonal at first, as a share of the largest variance, so that rounding does no harm. */
    private static final double JITTER = 1e-9;

    private final double[] means;
    private final double[] deviations;
    private final double[] factor;

    /**
     * The distribution at points, at least one.
     *
     * @param points NaN where they are inactive
     */
    JointPosterior(Regression regression, double[][] points) {
        int n = points.length;
        means = new double[n];
        deviations = new double[n];
        double[][] whitened = new double[n][];
        for (int i = 0; i < n; i++) {
            regression.predict(points[i]);
            means[i] = regression.mean();
            deviations[i] = Math.sqrt(regression.variance());
            whitened[i] = regression.whitened();
        }
        factor = factor(regression.priorCovariances(points), whitened);
    }

    private double[] factor(double[][] priors, double[][] whitened) {
        int n = means.length;
        double largest = 0;
        DMatrixRMaj covariances = new DMatrixRMaj(n, n);
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                double explained = 0;
                for (int j = 0; j < whitened[i].length; j++) {
                    explained += whitened[i][j] * whitened[k][j];
                }
                covariances.set(i, k, priors[i][k] - explained);
                covariances.set(k, i, priors[i][k] - explained);
            }
            covariances.set(i, i, deviations[i] * deviations[i]);
            largest = Math.max(largest, deviations[i] * deviations[i]);
        }
        CholeskyDecompositionInner_DDRM decomposition = new CholeskyDecompositionInner_DDRM(true);
        for (double jitter = JITTER * largest; ; jitter *= 10) {
            DMatrixRMaj attempt = covariances.copy();
            for (int i = 0; i < n; i++) {
                attempt.add(i, i, jitter);
            }
            if (decomposition.decompose(attempt)) {
                return decomposition.getT(null).data;
            }
        }
    }

    /** The mean at the point with this index. */
    double mean(int index) {
        return means[index];
    }

    /** The standard deviation at the point with this index. */
    double deviation(int index) {
        return deviations[index];
    }

    /** The index of the lowest of values drawn for all points together. */
    int lowest(RandomGenerator random) {
        int n = means.length;
        double[] normals = new double[n];
        int lowest = 0;
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < n; i++) {
            normals[i] = random.nextGaussian();
            double value = means[i];
            for (int k = 0; k <= i; k++) {
                value += factor[i * n + k] * normals[k];
            }
            if (value < least) {
                least = value;
                lowest = i;
            }
        }
        return lowest;
    }

    /** How often each point has the lowest of values drawn for all points together, as shares of so many draws. */
    double[] shares(int draws, RandomGenerator random) {
        double[] shares = new double[means.length];
        for (int d = 0; d < draws; d++) {
            shares[lowest(random)] += 1.0 / draws;
        }
        return shares;
    }
}
