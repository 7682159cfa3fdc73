package dev.parley.optimizer.tpe;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.Fit;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * The multivariate tree-structured Parzen estimator.
 *
 * <p>It models the density l of good configurations and the density g of all others, draws {@value #CANDIDATES}
 * candidates from l and suggests the one with the largest l/g, which maximizes the expected improvement. Until
 * {@value #STARTUP} trials have finished it draws from the prior. Suggestions of one call are pending to the later ones.
 * Of several objectives those trials are good that come first in {@link dev.parley.optimizer.FrontOrder}; constraints count
 * before objectives.
 *
 * <p>On a space without conditions this is Optuna's default sampler, version 5; on a declared tree, the joint density
 * knows the tree ({@link ParzenEstimator}).
 *
 * <p>Bergstra et al., Algorithms for Hyper-Parameter Optimization, NIPS 2011, sections 4 and 4.1; Watanabe, arXiv
 * 2304.11127.
 */
public final class TpeStrategy implements Strategy {

    private static final int STARTUP = 10;
    private static final int CANDIDATES = 24;

    /** The prior's weight among improvements, as a share of their mean. */
    private static final double PRIOR_SHARE = 0.5;

    /** The same where there are conditions: it keeps branches in play that no good trial took. */
    private static final double CONDITIONAL_PRIOR_SHARE = 1;

    private final TpeSettings settings;

    /** A strategy with the settings of new studies. */
    public TpeStrategy() {
        this(TpeSettings.DEFAULT);
    }

    /** A strategy with these settings. */
    public TpeStrategy(TpeSettings settings) {
        this.settings = settings;
    }

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        if (Split.finished(history) < STARTUP) {
            return draws.stream().map(draw -> fromPrior(space, fixed, draw)).toList();
        }
        List<Dimension> dimensions = dimensions(space, history);
        Split split = Split.of(history, objectives, settings);
        ParzenEstimator good = below(space, dimensions, history, split);
        Sample others = new Sample(history, space.size(), split.above(), split.multiplicities());
        List<Suggestion> suggestions = new ArrayList<>(draws.size());
        for (Draw draw : draws) {
            double[][] candidates = good.sample(CANDIDATES, fixed.toArray(), draw.random());
            double[] best = best(candidates, good, above(space, dimensions, others));
            suggestions.add(new Suggestion(new Configuration(best), Origin.TPE));
            if (suggestions.size() < draws.size()) {
                others.append(best);
            }
        }
        return suggestions;
    }

    @Override
    public double @Nullable [] acquisition(
            SearchSpace space,
            List<Objective> objectives,
            History history,
            @Nullable Fit fit,
            List<Configuration> candidates) {
        if (Split.finished(history) < STARTUP) {
            return null;
        }
        List<Dimension> dimensions = dimensions(space, history);
        Split split = Split.of(history, objectives, settings);
        Sample others = new Sample(history, space.size(), split.above(), split.multiplicities());
        double[][] points = candidates.stream().map(Configuration::toArray).toArray(double[][]::new);
        return logRatios(points, below(space, dimensions, history, split), above(space, dimensions, others));
    }

    private List<Dimension> dimensions(SearchSpace space, History history) {
        KernelRules rules = new KernelRules(settings, space.size(), Split.finished(history));
        return space.parameters().stream()
                .map(parameter -> Dimension.of(parameter, rules))
                .toList();
    }

    private ParzenEstimator below(SearchSpace space, List<Dimension> dimensions, History history, Split split) {
        double[] weights = switch (settings.weighting()) {
            case RECENCY -> Weights.byRecency(split.below().length);
            case IMPROVEMENT -> split.improvements(space.isFlat() ? PRIOR_SHARE : CONDITIONAL_PRIOR_SHARE);
        };
        return new ParzenEstimator(space, dimensions, new Sample(history, space.size(), split.below()), weights);
    }

    private ParzenEstimator above(SearchSpace space, List<Dimension> dimensions, Sample sample) {
        double[] weights = switch (settings.weighting()) {
            case RECENCY -> Weights.byRecency(sample.size());
            case IMPROVEMENT -> sample.weights();
        };
        return new ParzenEstimator(space, dimensions, sample, weights);
    }

    /** The first of the candidates with the largest log l − log g. */
    private static double[] best(double[][] candidates, ParzenEstimator good, ParzenEstimator others) {
        double[] ratios = logRatios(candidates, good, others);
        int best = 0;
        for (int i = 1; i < candidates.length; i++) {
            if (ratios[i] > ratios[best]) {
                best = i;
            }
        }
        return candidates[best];
    }

    /** log l − log g at each point. */
    private static double[] logRatios(double[][] points, ParzenEstimator good, ParzenEstimator others) {
        double[] logGood = good.logDensities(points);
        double[] logOthers = others.logDensities(points);
        double[] ratios = new double[points.length];
        Arrays.setAll(ratios, i -> logGood[i] - logOthers[i]);
        return ratios;
    }

    private static Suggestion fromPrior(SearchSpace space, Configuration fixed, Draw draw) {
        RandomGenerator random = draw.random();
        double[] point = new double[space.size()];
        for (int p = 0; p < point.length; p++) {
            Parameter parameter = space.parameter(p);
            double share = random.nextDouble();
            point[p] = fixed.isActive(p) ? fixed.coordinate(p) : parameter.quantile(share);
        }
        return new Suggestion(space.prune(point), Origin.RANDOM);
    }
}
