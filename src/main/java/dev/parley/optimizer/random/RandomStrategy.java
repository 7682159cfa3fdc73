package dev.parley.optimizer.random;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * Draws every parameter from its prior, whatever the history (Bergstra and Bengio, Random search for hyper-parameter
 * optimization, JMLR 13, 2012).
 *
 * <p>A draw spends one number on each parameter, also on a fixed or an inactive one, so that fixing one parameter leaves
 * the others as they were.
 */
public final class RandomStrategy implements Strategy {

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return draws.stream()
                .map(draw -> new Suggestion(draw(space, fixed, draw.random()), Origin.RANDOM))
                .toList();
    }

    private static Configuration draw(SearchSpace space, Configuration fixed, RandomGenerator random) {
        double[] coordinates = new double[space.size()];
        for (int i = 0; i < coordinates.length; i++) {
            double u = random.nextDouble();
            coordinates[i] =
                    fixed.isActive(i) ? fixed.coordinate(i) : space.parameter(i).quantile(u);
        }
        return space.prune(coordinates);
    }
}
