package dev.parley.optimizer.gp;

import dev.parley.optimizer.Experience;
import dev.parley.optimizer.Experience.Source;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * A model of a study's losses that begins with what similar studies taught.
 *
 * <p>It believes that the losses, standardized, are Σₛ βₛ fₛ(x) + g(x): fₛ is the {@linkplain SourceModel losses of a source},
 * βₛ its factor, normal with a small positive mean, and g a Gaussian process with the sources' length scales and the
 * variance that makes the study's own trials most likely. A source counts
 * with a share wₛ, its part of all similarities: βₛ has the mean {@value #FACTOR_MEAN} wₛ and the variance {@value
 * #FACTOR_DEVIATION}² wₛ. So the first trials go where the sources were good; what the study's own trials then say of the
 * factors may turn them around, and as more of them arrive, g takes over.
 *
 * <p>Golovin et al., Google Vizier, KDD 2017, section 3.3, builds on the residuals of prior studies; Perrone et al., Scalable
 * hyperparameter transfer learning, NeurIPS 2018, have a Bayesian linear model over features that other studies taught.
 */
final class Guide implements Trend {

    static final double FACTOR_MEAN = 0.15;
    static final double FACTOR_DEVIATION = 1.2;

    /** Of how many trials all sources are made together; with many sources, each is made of few. */
    private static final int TRIALS = 1_200;

    private static final int MOST_TRIALS = 150;
    private static final int FEWEST_TRIALS = 50;

    /** How much the losses may differ from what the sources say; the study's own trials tell which it is. */
    private static final double[] SIGNALS = {0.1, 0.3, 1};

    private static final double NOISE = 0.01;

    /** Losses are not bent: a few say too little of how. */
    private static final double POWER = 1;

    private final Encoding encoding;
    private final List<SourceModel> sources;
    private final double[] shares;
    private final Hyperparameters shared;

    private Guide(Encoding encoding, List<SourceModel> sources, double[] shares) {
        this.encoding = encoding;
        this.sources = sources;
        this.shares = shares;
        this.shared = shared(sources);
    }

    /** The model that begins with some experience; empty where that says nothing. */
    static Optional<Guide> of(Encoding encoding, Experience experience) {
        List<SourceModel> models = new ArrayList<>();
        List<Double> similarities = new ArrayList<>();
        int most = Math.clamp(TRIALS / Math.max(1, experience.sources().size()), FEWEST_TRIALS, MOST_TRIALS);
        for (Source source : experience.sources()) {
            if (source.similarity() > 0) {
                SourceModel.of(encoding, source, most).ifPresent(model -> {
                    models.add(model);
                    similarities.add(source.similarity());
                });
            }
        }
        double total = similarities.stream().mapToDouble(Double::doubleValue).sum();
        double[] shares = similarities.stream()
                .mapToDouble(similarity -> similarity / total)
                .toArray();
        return models.isEmpty() ? Optional.empty() : Optional.of(new Guide(encoding, models, shares));
    }

    /** The geometric means of what the sources were fitted by. */
    private static Hyperparameters shared(List<SourceModel> sources) {
        int axes = sources.getFirst().hyperparameters().lengthScales().length;
        double[] lengthScales = new double[axes];
        for (int a = 0; a < axes; a++) {
            int axis = a;
            lengthScales[a] = Math.exp(sources.stream()
                    .mapToDouble(source -> Math.log(source.hyperparameters().lengthScales()[axis]))
                    .average()
                    .orElseThrow());
        }
        double stretch = Math.exp(sources.stream()
                .mapToDouble(source -> Math.log(source.hyperparameters().stretch()))
                .average()
                .orElseThrow());
        double share = sources.stream()
                .mapToDouble(source -> source.hyperparameters().share())
                .average()
                .orElseThrow();
        return new Hyperparameters(lengthScales, 1, NOISE, stretch, share, POWER);
    }

    /**
     * The model, conditioned on the study's own trials.
     *
     * @param points n points, NaN where they are inactive
     * @param losses the loss at each of them
     * @param standardErrors how far each of these may be off; NaN where that is not known
     */
    Regression given(double[][] points, double[] losses, double[] standardErrors) {
        Warped warped = losses.length == 0 ? null : new Warping(losses, standardErrors, points).at(POWER);
        double[] targets = warped == null ? losses : warped.values();
        double[] noises = warped == null ? losses : warped.noises();
        return Arrays.stream(SIGNALS)
                .mapToObj(signal -> given(points, targets, noises, signal))
                .max(Comparator.comparingDouble(Regression::logLikelihood))
                .orElseThrow();
    }

    private Regression given(double[][] points, double[] targets, double[] noises, double signal) {
        Hyperparameters of =
                new Hyperparameters(shared.lengthScales(), signal, NOISE, shared.stretch(), shared.share(), POWER);
        return new Regression(encoding, of, this, points, targets, noises, new double[0][]);
    }

    @Override
    public double[] at(double[] point) {
        double[] features = new double[shares.length];
        for (int s = 0; s < features.length; s++) {
            features[s] =
                    FACTOR_DEVIATION * Math.sqrt(shares[s]) * sources.get(s).at(point);
        }
        return features;
    }

    @Override
    public double mean(double[] features) {
        double sum = 0;
        for (int s = 0; s < features.length; s++) {
            sum += FACTOR_MEAN / FACTOR_DEVIATION * Math.sqrt(shares[s]) * features[s];
        }
        return sum;
    }

    /** The best trials of the sources, those of the most similar one first. */
    List<double[]> elite() {
        return IntStream.range(0, shares.length)
                .boxed()
                .sorted(Comparator.comparingDouble((Integer s) -> shares[s]).reversed())
                .map(s -> sources.get(s).byLoss().getFirst())
                .toList();
    }

    /** About how many bytes of memory it takes. */
    long bytes() {
        return sources.stream().mapToLong(SourceModel::bytes).sum();
    }
}
