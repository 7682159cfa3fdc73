package dev.parley.optimizer.space;

import java.util.Optional;

/**
 * The configuration that a space's declared defaults make: what its user would try first.
 *
 * <p>A parameter without a default takes the middle of its prior, which is the middle of the range on its scale; a
 * categorical one, whose choices have no middle, takes the first of them.
 */
public final class Defaults {

    private Defaults() {}

    /** The whole configuration of the defaults; empty where none is declared of a parameter that is active in it. */
    public static Optional<Configuration> of(SearchSpace space) {
        double[] coordinates = new double[space.size()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = coordinate(space.parameter(i));
        }
        Configuration configuration = space.prune(coordinates);
        for (int i = 0; i < coordinates.length; i++) {
            if (configuration.isActive(i) && space.parameter(i).defaultValue() != null) {
                return Optional.of(configuration);
            }
        }
        return Optional.empty();
    }

    private static double coordinate(Parameter parameter) {
        Object declared = parameter.defaultValue();
        if (declared != null) {
            return parameter.coordinate(declared);
        }
        return parameter instanceof CategoricalParameter ? 0 : parameter.quantile(0.5);
    }
}
