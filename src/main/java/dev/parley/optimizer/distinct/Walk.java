package dev.parley.optimizer.distinct;

import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.random.RandomGenerator;

/**
 * A walk through the configurations that have some fixed values, in the order of their coordinates, the last parameter
 * changing first, and from the last configuration on to the first. In a finite space it comes to each of them once
 * before it comes to the first again. A continuous parameter is drawn anew from its prior at every step that changes it.
 *
 * @param space where to walk
 * @param fixed the partial configuration that stays as it is
 * @param random where to start, and what continuous parameters are drawn with
 */
record Walk(SearchSpace space, Configuration fixed, RandomGenerator random) {

    /** Whether the fixed values leave finitely many configurations: no other parameter that may be active is continuous. */
    static boolean isFinite(SearchSpace space, Configuration fixed) {
        double[] given = fixed.toArray();
        boolean[] possible = new boolean[space.size()];
        for (int i = 0; i < possible.length; i++) {
            int parent = space.parent(i);
            possible[i] = parent < 0 || (possible[parent] && (!fixed.isActive(parent) || space.isActive(i, given)));
            if (possible[i] && !fixed.isActive(i) && isContinuous(space, i)) {
                return false;
            }
        }
        return true;
    }

    private static boolean isContinuous(SearchSpace space, int parameter) {
        return space.parameter(parameter).cardinality() == Long.MAX_VALUE;
    }

    /** A configuration drawn from the prior. */
    Configuration start() {
        double[] point = new double[space.size()];
        for (int i = 0; i < point.length; i++) {
            point[i] = fixed.isActive(i) ? fixed.coordinate(i) : drawn(i);
        }
        return space.prune(point);
    }

    /** The configuration after this one. */
    Configuration next(Configuration configuration) {
        double[] point = configuration.toArray();
        for (int i = point.length - 1; i >= 0; i--) {
            if (!Double.isNaN(point[i]) && !fixed.isActive(i)) {
                double next =
                        isContinuous(space, i) ? drawn(i) : space.parameter(i).next(point[i]);
                if (!Double.isNaN(next)) {
                    point[i] = next;
                    return beginning(point, i + 1);
                }
            }
        }
        return beginning(point, 0);
    }

    /** The first configuration that has the coordinates before the parameter at {@code from}. */
    private Configuration beginning(double[] point, int from) {
        for (int i = from; i < point.length; i++) {
            if (!space.isActive(i, point)) {
                point[i] = Double.NaN;
            } else if (fixed.isActive(i)) {
                point[i] = fixed.coordinate(i);
            } else {
                point[i] =
                        isContinuous(space, i) ? drawn(i) : space.parameter(i).quantile(0);
            }
        }
        return new Configuration(point);
    }

    private double drawn(int parameter) {
        return space.parameter(parameter).quantile(random.nextDouble());
    }
}
