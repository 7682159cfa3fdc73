package dev.parley.optimizer.gp;

import dev.parley.optimizer.History;
import dev.parley.optimizer.gp.GpFit.Part;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A fit, conditioned on the observations of a history.
 *
 * @param losses the model of the warped losses
 * @param warped how they are warped
 * @param feasibility the model of feasibility; null where no trial was infeasible
 * @param acquisition what is to be hoped for at a point
 * @param elite the positions of the best trials, best first, NaN where inactive
 */
record Model(
        Regression losses,
        Warped warped,
        @Nullable Feasibility feasibility,
        Acquisition acquisition,
        List<double[]> elite) {

    /** How many trials are among the best. */
    private static final int ELITE = 5;

    /** Among how many trials with the lowest losses that with the lowest mean is looked for. */
    private static final int CANDIDATES = 50;

    /** Conditions a fit on evidence with at least one loss. */
    static Model of(GpSettings settings, GpFit fit, Encoding encoding, History history, Evidence evidence) {
        int[] measured = evidence.measured();
        double[][] points = encoding.positions(history, measured);
        Part part = fit.losses();
        Warped warped = new Warping(evidence.losses(), evidence.standardErrors(), points)
                .at(part.hyperparameters().power());
        Regression losses = warped.hasNoises()
                ? new Regression(encoding, part.hyperparameters(), points, warped.values(), warped.noises())
                : regression(encoding, part, measured, points, warped.values());
        boolean[] feasible = new boolean[measured.length];
        for (int i = 0; i < measured.length; i++) {
            feasible[i] = history.violation(measured[i]) == 0;
        }
        List<Integer> ranked = IntStream.range(0, measured.length)
                .boxed()
                .sorted(Comparator.<Integer, Boolean>comparing(i -> !feasible[i])
                        .thenComparingDouble(i -> warped.values()[i]))
                .toList();
        double incumbent = ranked.stream()
                .limit(CANDIDATES)
                .filter(i -> feasible[i])
                .mapToDouble(i -> mean(losses, points[i]))
                .min()
                .orElse(Double.POSITIVE_INFINITY);
        List<double[]> elite = ranked.stream().limit(ELITE).map(i -> points[i]).toList();
        Feasibility feasibility = feasibility(settings, fit, encoding, history, evidence);
        Acquisition acquisition = new Acquisition(losses, incumbent, feasibility);
        return new Model(losses, warped, feasibility, acquisition, elite);
    }

    private static double mean(Regression losses, double[] point) {
        losses.predict(point);
        return losses.mean();
    }

    /** How many Gaussian processes it takes. */
    int parts() {
        return feasibility == null ? 1 : 2;
    }

    private static @Nullable Feasibility feasibility(
            GpSettings settings, GpFit fit, Encoding encoding, History history, Evidence evidence) {
        if (fit.feasibility() == null || !evidence.isDivided()) {
            return null;
        }
        double[][] points = encoding.positions(history, evidence.judged());
        return new Feasibility(
                regression(encoding, fit.feasibility(), evidence.judged(), points, evidence.labels()),
                settings.weighsFeasibility() ? evidence.feasibleShare() : 1);
    }

    private static Regression regression(
            Encoding encoding, Part part, int[] numbers, double[][] points, double[] targets) {
        return new Regression(
                encoding, part.hyperparameters(), points, targets, new double[targets.length], part.inverse(numbers));
    }
}
