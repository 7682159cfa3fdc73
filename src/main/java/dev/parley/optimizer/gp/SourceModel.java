package dev.parley.optimizer.gp;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Experience.Source;
import dev.parley.optimizer.gp.Priors.Noise;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;

/**
 * The losses of a similar study as a function over the space at hand: the mean of a Gaussian process, shifted and scaled to have
 * the mean 0 and the deviation 1 there. Axes that the study does not have make no difference.
 */
final class SourceModel {

    private static final int FEWEST_TRIALS = 3;

    /** How many points the mean and the deviation are taken from. */
    private static final int PROBES = 300;

    /** A function that differs less from one place to another, in deviations of the losses, is not scaled up to 1. */
    private static final double LEAST_DEVIATION = 0.1;

    private final Regression losses;
    private final Hyperparameters hyperparameters;
    private final boolean[] known;
    private final List<double[]> byLoss;
    private final double mean;
    private final double deviation;

    private SourceModel(
            Encoding encoding,
            Regression losses,
            Hyperparameters hyperparameters,
            boolean[] known,
            List<double[]> byLoss) {
        this.losses = losses;
        this.hyperparameters = hyperparameters;
        this.known = known;
        this.byLoss = byLoss;
        RandomGenerator random = new Draw(0, 0).random();
        double[] probes = IntStream.range(0, PROBES)
                .mapToDouble(i -> raw(AcquisitionSearch.anywhere(encoding, random)))
                .toArray();
        mean = Arrays.stream(probes).average().orElseThrow();
        double variance = Arrays.stream(probes)
                .map(probe -> (probe - mean) * (probe - mean))
                .average()
                .orElseThrow();
        deviation = Math.max(LEAST_DEVIATION, Math.sqrt(variance));
    }

    /**
     * The model of a source; empty where its losses say nothing.
     *
     * @param most by how many trials it is made at most
     */
    static Optional<SourceModel> of(Encoding encoding, Source source, int most) {
        Evidence evidence = Evidence.of(source.history(), source.direction()).sample(source.history(), most);
        if (evidence.losses().length < FEWEST_TRIALS || evidence.isLevel()) {
            return Optional.empty();
        }
        GpFit fit = new Fitting(GpSettings.DEFAULT, encoding, source.history(), Noise.ANY).fit(evidence);
        Model model = Model.of(GpSettings.DEFAULT, fit, encoding, source.history(), evidence);
        double[][] points = encoding.positions(source.history(), evidence.measured());
        List<double[]> byLoss = IntStream.range(0, points.length)
                .boxed()
                .sorted(Comparator.comparingDouble(i -> evidence.losses()[i]))
                .map(i -> points[i])
                .toList();
        return Optional.of(new SourceModel(
                encoding, model.losses(), fit.losses().hyperparameters(), known(points, encoding.size()), byLoss));
    }

    /** The axes on which some point has a position. */
    private static boolean[] known(double[][] points, int axes) {
        boolean[] known = new boolean[axes];
        for (double[] point : points) {
            for (int a = 0; a < axes; a++) {
                known[a] |= !Double.isNaN(point[a]);
            }
        }
        return known;
    }

    /**
     * The function at a point; any number of threads may ask.
     *
     * @param point NaN where it is inactive
     */
    double at(double[] point) {
        return (raw(point) - mean) / deviation;
    }

    private synchronized double raw(double[] point) {
        double[] seen = point.clone();
        for (int a = 0; a < seen.length; a++) {
            seen[a] = known[a] ? seen[a] : Double.NaN;
        }
        return losses.meanAt(seen);
    }

    /** What the model was fitted by. */
    Hyperparameters hyperparameters() {
        return hyperparameters;
    }

    /** The positions of the trials, best first; NaN where they are inactive or not known. */
    List<double[]> byLoss() {
        return new ArrayList<>(byLoss);
    }

    /** About how many bytes of memory it takes. */
    long bytes() {
        int trials = byLoss.size();
        return 1_000L + 4L * trials * trials + 24L * trials * known.length;
    }
}
