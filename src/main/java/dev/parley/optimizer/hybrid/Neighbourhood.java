package dev.parley.optimizer.hybrid;

import dev.parley.optimizer.History;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;

/**
 * The configurations that differ from one by little: the same parameters are active, the same choices are taken, and every
 * number lies within a radius of the other on its parameter's scale.
 */
final class Neighbourhood {

    private static final double LAST_SHARE = Math.nextDown(1.0);

    private final double[] lows;
    private final double[] highs;

    /** The parameter to look at first: the one that fewest configurations agree in. */
    private final int telling;

    /**
     * The neighbourhood of a configuration.
     *
     * @param radius as a share of each parameter's range on its scale; 0 for equal configurations alone
     */
    Neighbourhood(SearchSpace space, Configuration configuration, double radius) {
        lows = configuration.toArray();
        highs = lows.clone();
        int first = 0;
        for (int p = 0; p < lows.length; p++) {
            Parameter parameter = space.parameter(p);
            if (radius > 0 && configuration.isActive(p) && !(parameter instanceof CategoricalParameter)) {
                double position = parameter.position(lows[p]);
                lows[p] = Math.min(lows[p], parameter.quantile(Math.clamp(position - radius, 0, LAST_SHARE)));
                highs[p] = Math.max(highs[p], parameter.quantile(Math.clamp(position + radius, 0, LAST_SHARE)));
            }
            if (configuration.isActive(p)
                    && parameter.cardinality() > space.parameter(first).cardinality()) {
                first = p;
            }
        }
        telling = first;
    }

    boolean contains(Configuration other) {
        for (int p = 0; p < lows.length; p++) {
            if (!contains(p, other.coordinate(p))) {
                return false;
            }
        }
        return true;
    }

    /** Whether a trial's configuration is in it; false of trials without one. */
    boolean contains(History history, int number) {
        if (!contains(telling, history.coordinate(number, telling))) {
            return false;
        }
        for (int p = 0; p < lows.length; p++) {
            if (!contains(p, history.coordinate(number, p))) {
                return false;
            }
        }
        return true;
    }

    private boolean contains(int parameter, double coordinate) {
        return (lows[parameter] <= coordinate && coordinate <= highs[parameter])
                || (Double.isNaN(lows[parameter]) && Double.isNaN(coordinate));
    }

    /** Whether one of the newest {@code most} trials of a history is in it. */
    boolean isVisited(History history, int most) {
        for (int number = history.size() - 1; number >= Math.max(0, history.size() - most); number--) {
            if (contains(history, number)) {
                return true;
            }
        }
        return false;
    }
}
