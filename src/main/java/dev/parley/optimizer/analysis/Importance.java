package dev.parley.optimizer.analysis;

import dev.parley.optimizer.FrontOrder;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.util.Arrays;
import java.util.List;

/**
 * How much each parameter has to do with a trial's being among the best tenth: PED-ANOVA, the Pearson divergence of where the best
 * trials lie in that parameter from where all lie.
 *
 * <p>Watanabe, Bansal, Hutter, PED-ANOVA: Efficiently quantifying hyperparameter importance in arbitrary subspaces, IJCAI 2023
 * (equation 16); for parameters that are not always active, Conditional PED-ANOVA, arXiv 2601.20800, theorem 4.2. With several
 * objectives the best tenth is by front and hypervolume.
 */
public final class Importance {

    private static final double BEST = 0.1;
    private static final int CELLS = 50;
    private static final int FEWEST = 2;
    private static final double LEAST_PROBABILITY = 1e-12;

    private final SearchSpace space;
    private final History history;
    private final int[] all;
    private final boolean[] isBest;

    private Importance(SearchSpace space, History history, int[] all, double[][] losses) {
        this.space = space;
        this.history = history;
        this.all = all;
        isBest = isBest(losses);
    }

    /**
     * The importance of each parameter for all objectives together. Feasible complete trials count.
     *
     * @return by parameter, from 0 to 1, their sum being 1; all 0 where the trials do not tell one from another
     */
    public static double[] of(SearchSpace space, History history, List<Objective> objectives) {
        int[] all = Excerpt.complete(history);
        return new Importance(space, history, all, history.losses(objectives, all)).shares();
    }

    /**
     * The importance of each parameter for one of several objectives.
     *
     * @param objective its index
     */
    public static double[] of(SearchSpace space, History history, List<Objective> objectives, int objective) {
        int[] all = Excerpt.complete(history);
        double[][] losses = Arrays.stream(history.losses(objectives, all))
                .map(point -> new double[] {point[objective]})
                .toArray(double[][]::new);
        return new Importance(space, history, all, losses).shares();
    }

    /** How many trials the importance of a history's parameters is from. */
    public static int trials(History history) {
        return Excerpt.complete(history).length;
    }

    private double[] shares() {
        double[] divergences = new double[space.size()];
        if (all.length >= FEWEST) {
            Arrays.setAll(divergences, this::divergence);
        }
        double sum = Arrays.stream(divergences).sum();
        return sum > 0
                ? Arrays.stream(divergences).map(divergence -> divergence / sum).toArray()
                : new double[space.size()];
    }

    /** The best tenth, rounded up; with one objective also those as good as the last of them. */
    private static boolean[] isBest(double[][] losses) {
        boolean[] isBest = new boolean[losses.length];
        if (losses.length == 0) {
            return isBest;
        }
        int wanted = (int) Math.ceil(BEST * losses.length);
        double[] places = losses[0].length == 1
                ? Arrays.stream(losses).mapToDouble(point -> point[0]).toArray()
                : FrontOrder.places(losses, wanted, wanted);
        double last = Arrays.stream(places).sorted().toArray()[wanted - 1];
        for (int i = 0; i < isBest.length; i++) {
            isBest[i] = places[i] <= last;
        }
        return isBest;
    }

    /** The divergence in a parameter among the trials where it is active, weighted by how many of the best and of all these are. */
    private double divergence(int parameter) {
        int[] counts = new int[cells(space.parameter(parameter))];
        int[] bestCounts = new int[counts.length];
        int active = 0;
        int bestActive = 0;
        int best = 0;
        for (int i = 0; i < all.length; i++) {
            best += isBest[i] ? 1 : 0;
            double coordinate = history.coordinate(all[i], parameter);
            if (!Double.isNaN(coordinate)) {
                int cell = cell(space.parameter(parameter), coordinate, counts.length);
                counts[cell]++;
                active++;
                bestCounts[cell] += isBest[i] ? 1 : 0;
                bestActive += isBest[i] ? 1 : 0;
            }
        }
        if (counts.length < 2 || active < FEWEST || bestActive == 0) {
            return 0;
        }
        boolean isOrdered = !(space.parameter(parameter) instanceof CategoricalParameter);
        double[] ofBest = isOrdered ? GridDensity.ordered(bestCounts) : GridDensity.choices(bestCounts);
        double[] ofAll = isOrdered ? GridDensity.ordered(counts) : GridDensity.choices(counts);
        double divergence = 0;
        for (int cell = 0; cell < counts.length; cell++) {
            double ratio = (ofBest[cell] + LEAST_PROBABILITY) / (ofAll[cell] + LEAST_PROBABILITY);
            divergence += (ofAll[cell] + LEAST_PROBABILITY) * (ratio - 1) * (ratio - 1);
        }
        double shareOfBest = (double) bestActive / best;
        return shareOfBest * shareOfBest / ((double) active / all.length) * divergence;
    }

    /** Into how many cells a parameter's range is cut: {@value #CELLS} at most. */
    private static int cells(Parameter parameter) {
        return switch (parameter) {
            case CategoricalParameter choices -> (int) choices.cardinality();
            case IntParameter integer
            when integer.scale() == Scale.LOG ->
                (int) Math.min(CELLS, 1 + Math.ceil(Math.log(integer.high() - integer.low() + 1) / Math.log(2)));
            case IntParameter _, FloatParameter _, OrdinalParameter _ -> (int) Math.min(CELLS, parameter.cardinality());
        };
    }

    private static int cell(Parameter parameter, double coordinate, int cells) {
        return switch (parameter) {
            case CategoricalParameter _ -> (int) coordinate;
            case OrdinalParameter ordinal -> cell(coordinate, 0, ordinal.cardinality() - 1, Scale.LINEAR, cells);
            case IntParameter integer -> cell(coordinate, integer.low(), integer.high(), integer.scale(), cells);
            case FloatParameter number -> cell(coordinate, number.low(), number.high(), number.scale(), cells);
        };
    }

    /** The nearest of as many points, evenly apart on the scale, of which the first and the last are the bounds. */
    private static int cell(double coordinate, double low, double high, Scale scale, int cells) {
        boolean isLog = scale == Scale.LOG;
        double from = isLog ? Math.log(low) : low;
        double width = ((isLog ? Math.log(high) : high) - from) / (cells - 1);
        double place = ((isLog ? Math.log(coordinate) : coordinate) - from) / width;
        return (int) Math.clamp(Math.ceil(place - 0.5), 0, cells - 1.0);
    }
}
