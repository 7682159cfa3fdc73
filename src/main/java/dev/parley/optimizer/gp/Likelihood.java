package dev.parley.optimizer.gp;

import java.util.Arrays;
import org.ejml.data.DMatrixRMaj;
import org.ejml.dense.row.decomposition.chol.CholeskyDecompositionBlock_DDRM;
import org.ejml.dense.row.linsol.chol.LinearSolverChol_DDRM;
import org.jspecify.annotations.Nullable;

/**
 * How badly hyperparameters explain observations: the negative logarithm of their likelihood times their prior, up to a
 * constant, by the numbers of {@link Hyperparameters#ofLogs}. Infinite where the covariance matrix is numerically singular.
 *
 * <p>Rasmussen and Williams, Gaussian Processes for Machine Learning, 2006, equations (5.8) and (5.9); where the observations
 * are warped, times the warping's Jacobian (Snelson, Rasmussen, Ghahramani, Warped Gaussian processes, NIPS 2003, equation
 * (6)).
 */
final class Likelihood implements Lbfgs.Differentiable {

    private static final double LOG_TWO_PI = Math.log(2 * Math.PI);

    /** The block size of the Cholesky decomposition. */
    private static final int BLOCK = 60;

    private final Design design;
    private final @Nullable Warping warping;
    private final Priors priors;
    private final int n;

    private final double[][] points;
    private final Covariances[] rows;
    private final DMatrixRMaj targets;
    private final DMatrixRMaj matrix;
    private final DMatrixRMaj inverse;
    private final DMatrixRMaj solution;
    private final LinearSolverChol_DDRM solver = new LinearSolverChol_DDRM(new CholeskyDecompositionBlock_DDRM(BLOCK));

    /**
     * The likelihood of observations as they are.
     *
     * @param targets an observation at each point of the design
     */
    Likelihood(Design design, double[] targets, Priors priors) {
        this(design, targets, null, priors);
    }

    /**
     * The likelihood of losses, warped by a power that is among the hyperparameters.
     *
     * @param warping of a loss at each point of the design
     */
    Likelihood(Design design, Warping warping, Priors priors) {
        this(design, new double[design.size()], warping, priors);
    }

    private Likelihood(Design design, double[] targets, @Nullable Warping warping, Priors priors) {
        this.design = design;
        this.warping = warping;
        this.priors = priors;
        this.n = targets.length;
        this.points = new double[n][];
        this.rows = new Covariances[n];
        for (int i = 0; i < n; i++) {
            points[i] = design.point(i);
            rows[i] = new Covariances(i);
        }
        this.targets = new DMatrixRMaj(n, 1, true, targets);
        this.matrix = new DMatrixRMaj(n, n);
        this.inverse = new DMatrixRMaj(n, n);
        this.solution = new DMatrixRMaj(n, 1);
    }

    @Override
    public double at(double[] logs, double[] gradient) {
        Hyperparameters h = Hyperparameters.ofLogs(logs);
        Warped warped = warping == null ? null : warping.at(h.power());
        fillMatrix(h);
        if (warped != null) {
            for (int i = 0; i < n; i++) {
                matrix.data[i * n + i] += warped.noises()[i];
            }
        }
        if (!solver.setA(matrix)) {
            return Double.POSITIVE_INFINITY;
        }
        double[] factor = solver.getDecomposition().getT(null).data;
        double logDeterminant = 0;
        for (int i = 0; i < n; i++) {
            logDeterminant += 2 * Math.log(factor[i * n + i]);
        }
        if (warped != null) {
            System.arraycopy(warped.values(), 0, targets.data, 0, n);
        }
        solver.solve(targets, solution);
        solver.invert(inverse);
        fillGradient(h, gradient);
        double value = 0.5 * (dot(solution.data, targets.data) + logDeterminant + n * LOG_TWO_PI);
        if (warped != null) {
            value -= warped.logJacobian();
            gradient[design.axes() + Hyperparameters.POWER] +=
                    dot(solution.data, warped.slopes()) - warped.logJacobianSlope() + slopeByNoises(warped);
        }
        return value + priors.addPenalty(logs, gradient);
    }

    /** What a change of the power changes through the noises of the observations. */
    private double slopeByNoises(Warped warped) {
        double slope = 0;
        for (int i = 0; i < n; i++) {
            double byNoise = 0.5 * (inverse.data[i * n + i] - solution.data[i] * solution.data[i]);
            slope += byNoise * warped.noiseSlopes()[i];
        }
        return slope;
    }

    private void fillMatrix(Hyperparameters h) {
        for (int i = 0; i < n; i++) {
            rows[i].compute(h, design, points[i], i);
            double[] covariances = rows[i].values();
            for (int k = 0; k < i; k++) {
                matrix.data[i * n + k] = covariances[k];
                matrix.data[k * n + i] = covariances[k];
            }
            matrix.data[i * n + i] = h.variance() + h.noise();
        }
    }

    /** −½ Σᵢₖ (αᵢ αₖ − (K⁻¹)ᵢₖ) ∂Kᵢₖ. */
    private void fillGradient(Hyperparameters h, double[] gradient) {
        Arrays.fill(gradient, 0);
        double[] alpha = solution.data;
        double[] factors = new double[n];
        double diagonal = 0;
        for (int i = 0; i < n; i++) {
            for (int k = 0; k < i; k++) {
                factors[k] = inverse.data[i * n + k] - alpha[i] * alpha[k];
            }
            rows[i].addGradient(h, design, points[i], factors, gradient);
            diagonal += 0.5 * (inverse.data[i * n + i] - alpha[i] * alpha[i]);
        }
        int axes = design.axes();
        gradient[axes + Hyperparameters.SIGNAL] += h.signal() * diagonal;
        gradient[axes + Hyperparameters.NOISE] += h.noise() * diagonal;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }
}
