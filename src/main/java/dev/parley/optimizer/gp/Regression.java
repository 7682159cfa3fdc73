package dev.parley.optimizer.gp;

import java.util.Arrays;

/**
 * A Gaussian process with given hyperparameters, and perhaps a {@link Trend}, conditioned on observations.
 *
 * <p>It keeps the inverse of the Cholesky factor, row by row, so that one point more costs one row more. With L Lᵀ = K, w =
 * L⁻¹ k and α = L⁻ᵀ L⁻¹ y, the mean at a point with covariances k is kᵀα and its variance the prior's less |w|² (Rasmussen
 * and Williams, Gaussian Processes for Machine Learning, 2006, algorithm 2.1).
 */
final class Regression {

    /** The least variance, as a share of the prior's; below it, rounding is all there is. */
    private static final double LEAST_VARIANCE = 1e-12;

    private final Encoding encoding;
    private final Hyperparameters hyperparameters;
    private final Design design;
    private final Covariances covariances;
    private final double usualNoise;
    private final Trend trend;

    private double[][] inverse;
    private double[][] features;
    private double[] alpha;
    private double[] whitened;
    private int size;

    private double mean;
    private double variance;
    private double priorVariance;
    private double logLikelihood;

    /**
     * Conditions on observations.
     *
     * @param points n points, NaN where they are inactive
     * @param targets an observation at each of them
     * @param noises the variance that each observation has besides the hyperparameters' noise
     */
    Regression(
            Encoding encoding, Hyperparameters hyperparameters, double[][] points, double[] targets, double[] noises) {
        this(encoding, hyperparameters, Trend.NONE, points, targets, noises, new double[0][]);
    }

    /**
     * Conditions on observations, some of which are known already.
     *
     * @param known the first rows of {@link #inverse}, as many or as few as are known
     */
    Regression(
            Encoding encoding,
            Hyperparameters hyperparameters,
            double[][] points,
            double[] targets,
            double[] noises,
            double[][] known) {
        this(encoding, hyperparameters, Trend.NONE, points, targets, noises, known);
    }

    /** Conditions on observations, some of which are known already, of a function with a trend. */
    Regression(
            Encoding encoding,
            Hyperparameters hyperparameters,
            Trend trend,
            double[][] points,
            double[] targets,
            double[] noises,
            double[][] known) {
        int capacity = points.length + 8;
        this.encoding = encoding;
        this.hyperparameters = hyperparameters;
        this.usualNoise =
                hyperparameters.noise() + Arrays.stream(noises).average().orElse(0);
        this.design = new Design(encoding, capacity);
        this.covariances = new Covariances(capacity);
        this.trend = trend;
        this.inverse = new double[capacity][];
        this.features = new double[capacity][];
        this.alpha = new double[capacity];
        this.whitened = new double[capacity];
        double[] beyond = targets.clone();
        for (int i = 0; i < points.length; i++) {
            append(points[i], i < known.length ? known[i] : row(points[i], hyperparameters.noise() + noises[i]));
            beyond[i] -= trend.mean(features[i]);
            double white = dot(inverse[i], beyond, i + 1);
            add(alpha, white, inverse[i], i + 1);
            logLikelihood += Math.log(inverse[i][i]) - white * white / 2;
        }
    }

    /** Conditions on a value not known yet, as if it were the mean there: the mean stays, the variance shrinks. */
    void addPending(double[] point) {
        append(point, row(point, usualNoise));
    }

    /** The row of the inverse factor that a point adds. */
    private double[] row(double[] point, double noise) {
        predict(point);
        double deviation = Math.sqrt(variance + noise);
        double[] row = new double[size + 1];
        for (int i = 0; i < size; i++) {
            add(row, -whitened[i] / deviation, inverse[i], i + 1);
        }
        row[size] = 1 / deviation;
        return row;
    }

    private void append(double[] point, double[] row) {
        if (size == inverse.length) {
            int larger = size + size / 2 + 8;
            inverse = Arrays.copyOf(inverse, larger);
            features = Arrays.copyOf(features, larger);
            alpha = Arrays.copyOf(alpha, larger);
            whitened = new double[larger];
        }
        inverse[size] = row;
        features[size] = trend.at(point);
        size++;
        design.add(point);
    }

    /** Computes the distribution of the function at a point; NaN where the point is inactive. */
    void predict(double[] point) {
        double[] own = trend.at(point);
        double[] k = covariances(point, own);
        double explained = 0;
        for (int i = 0; i < size; i++) {
            double w = dot(inverse[i], k, i + 1);
            whitened[i] = w;
            explained += w * w;
        }
        mean = dot(alpha, k, size) + trend.mean(own);
        priorVariance = hyperparameters.variance() + dot(own, own, own.length);
        variance = Math.max(priorVariance - explained, priorVariance * LEAST_VARIANCE);
    }

    /** The mean alone at a point, which takes time linear in the observations; NaN where the point is inactive. */
    double meanAt(double[] point) {
        double[] own = trend.at(point);
        return dot(alpha, covariances(point, own), size) + trend.mean(own);
    }

    private double[] covariances(double[] point, double[] own) {
        covariances.compute(hyperparameters, design, point, size);
        double[] k = covariances.values();
        if (own.length > 0) {
            for (int i = 0; i < size; i++) {
                k[i] += dot(own, features[i], own.length);
            }
        }
        return k;
    }

    /** The variance of the function before any observation at the point predicted last. */
    double priorVariance() {
        return priorVariance;
    }

    /** The logarithm of the density of the observations, up to a constant. */
    double logLikelihood() {
        return logLikelihood;
    }

    /** The mean at the point predicted last. */
    double mean() {
        return mean;
    }

    /** The variance of the function, without noise, at the point predicted last. */
    double variance() {
        return variance;
    }

    /** The variance of an observation about the function, on average. */
    double noise() {
        return usualNoise;
    }

    /** L⁻¹ k at the point predicted last, so that two points' covariance given all observations is the prior's less w·w′. */
    double[] whitened() {
        return Arrays.copyOf(whitened, size);
    }

    /** The covariances of the function at some points before any observation; of each with those before it alone. */
    double[][] priorCovariances(double[][] points) {
        requireNoTrend();
        Design others = new Design(encoding, points.length);
        Covariances among = new Covariances(points.length);
        double[][] rows = new double[points.length][];
        for (int i = 0; i < points.length; i++) {
            among.compute(hyperparameters, others, points[i], i);
            rows[i] = Arrays.copyOf(among.values(), i);
            others.add(points[i]);
        }
        return rows;
    }

    /** The inverse of the Cholesky factor of the observations' and pending points' covariances, in rows. */
    double[][] inverse() {
        return Arrays.copyOf(inverse, size);
    }

    /**
     * Adds ∂(a · mean + b · variance)/∂x for some axes.
     *
     * @param point the point predicted last
     * @param axes numeric ones that are active there
     * @param gradient one number for each of the axes
     */
    void addGradient(double[] point, int[] axes, double a, double b, double[] gradient) {
        requireNoTrend();
        double[] factors = new double[size];
        for (int i = 0; i < size; i++) {
            add(factors, -2 * b * whitened[i], inverse[i], i + 1);
        }
        add(factors, a, alpha, size);
        covariances.addSlopes(hyperparameters, design, point, factors, axes, gradient);
    }

    private void requireNoTrend() {
        if (trend != Trend.NONE) {
            throw new UnsupportedOperationException("a trend has no gradient and no covariances of its own here");
        }
    }

    /** Four sums at once, so that each addition need not wait for the one before it. */
    private static double dot(double[] a, double[] b, int count) {
        double s0 = 0;
        double s1 = 0;
        double s2 = 0;
        double s3 = 0;
        int i = 0;
        for (; i + 3 < count; i += 4) {
            s0 += a[i] * b[i];
            s1 += a[i + 1] * b[i + 1];
            s2 += a[i + 2] * b[i + 2];
            s3 += a[i + 3] * b[i + 3];
        }
        for (; i < count; i++) {
            s0 += a[i] * b[i];
        }
        return s0 + s1 + (s2 + s3);
    }

    private static void add(double[] sum, double factor, double[] vector, int count) {
        for (int i = 0; i < count; i++) {
            sum[i] += factor * vector[i];
        }
    }
}
