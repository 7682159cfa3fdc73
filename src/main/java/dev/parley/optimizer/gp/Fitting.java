package dev.parley.optimizer.gp;

import dev.parley.optimizer.History;
import dev.parley.optimizer.gp.GpFit.Part;
import dev.parley.optimizer.gp.Lbfgs.Minimum;
import dev.parley.optimizer.gp.Priors.Noise;
import java.util.Comparator;
import java.util.Objects;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Finds the most probable hyperparameters by climbing from a few starts, the same ones always.
 *
 * <p>Of more than {@value #MOST} trials it looks at the best third and at others spread evenly over the study; with so many,
 * more would cost time and hardly change the hyperparameters.
 */
final class Fitting {

    private static final int MOST = 150;
    private static final int STEPS = 50;
    private static final double FIRST_MOVE = 0.5;
    private static final double TOLERANCE = 1e-4;

    private final GpSettings settings;
    private final Encoding encoding;
    private final History history;
    private final Noise noise;

    Fitting(GpSettings settings, Encoding encoding, History history, Noise noise) {
        this.settings = settings;
        this.encoding = encoding;
        this.history = history;
        this.noise = noise;
    }

    /** Fits to evidence with at least one loss. */
    GpFit fit(Evidence evidence) {
        double[] losses = evidence.losses();
        double[][] points = encoding.positions(history, evidence.measured());
        int[] sample = sample(losses);
        double[] errors = evidence.standardErrors();
        Warping warping = new Warping(at(sample, losses), at(sample, errors), at(sample, points));
        Priors priors = new Priors(encoding.size(), settings.bendsLosses(), settings.addsAxes(), noise);
        Hyperparameters found = best(new Likelihood(design(at(sample, points)), warping, priors), priors);
        Warped warped = new Warping(losses, errors, points).at(found.power());
        double[][] inverse = new Regression(encoding, found, points, warped.values(), warped.noises()).inverse();
        return new GpFit(new Part(found, evidence.measured(), inverse), feasibility(evidence));
    }

    private @Nullable Part feasibility(Evidence evidence) {
        if (!evidence.isDivided()) {
            return null;
        }
        double[] labels = evidence.labels();
        double[][] points = encoding.positions(history, evidence.judged());
        int[] sample = sample(labels);
        Priors priors = new Priors(encoding.size(), false, settings.addsAxes(), Noise.OF_LABELS);
        Hyperparameters found = best(new Likelihood(design(at(sample, points)), at(sample, labels), priors), priors);
        double[][] inverse = new Regression(encoding, found, points, labels, new double[labels.length]).inverse();
        return new Part(found, evidence.judged(), inverse);
    }

    /** The indices of the targets to look at, in ascending order. */
    private static int[] sample(double[] targets) {
        int n = targets.length;
        if (n <= MOST) {
            return IntStream.range(0, n).toArray();
        }
        int[] ranked = IntStream.range(0, n)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> targets[i]))
                .mapToInt(Integer::intValue)
                .toArray();
        int best = MOST / 3;
        int[] others = IntStream.of(ranked).skip(best).sorted().toArray();
        IntStream spread = IntStream.range(0, MOST - best).map(i -> others[i * others.length / (MOST - best)]);
        return IntStream.concat(IntStream.of(ranked).limit(best), spread)
                .sorted()
                .toArray();
    }

    private static double[] at(int[] indices, double[] numbers) {
        return IntStream.of(indices).mapToDouble(i -> numbers[i]).toArray();
    }

    private static double[][] at(int[] indices, double[][] points) {
        return IntStream.of(indices).mapToObj(i -> points[i]).toArray(double[][]::new);
    }

    private Design design(double[][] points) {
        Design design = new Design(encoding, points.length);
        for (double[] point : points) {
            design.add(point);
        }
        return design;
    }

    private static Hyperparameters best(Likelihood likelihood, Priors priors) {
        Lbfgs search = new Lbfgs(likelihood, priors.low(), priors.high());
        Minimum best = null;
        for (double[] start : priors.starts()) {
            Minimum end = search.minimize(start, STEPS, FIRST_MOVE, TOLERANCE);
            if (best == null || end.value() < best.value()) {
                best = end;
            }
        }
        return Hyperparameters.ofLogs(Objects.requireNonNull(best).point());
    }
}
