package dev.parley.optimizer.sobol;

import dev.parley.optimizer.Draw;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Objective;
import dev.parley.optimizer.Origin;
import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.Suggestion;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.SearchSpace;
import java.util.List;

/**
 * Takes the point of a scrambled Sobol sequence whose index is the draw's number, whatever the history.
 *
 * <p>The sequence has one dimension for each parameter of the space, active or not, so that a coordinate depends on the
 * study's seed, the draw's number and the parameter's place alone. It repeats after 2³² draws.
 */
public final class SobolStrategy implements Strategy {

    @Override
    public List<Suggestion> suggest(
            SearchSpace space, List<Objective> objectives, History history, Configuration fixed, List<Draw> draws) {
        return draws.stream()
                .map(draw -> new Suggestion(point(space, fixed, draw), Origin.SOBOL))
                .toList();
    }

    private static Configuration point(SearchSpace space, Configuration fixed, Draw draw) {
        double[] coordinates = new double[space.size()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] =
                    fixed.isActive(i) ? fixed.coordinate(i) : space.parameter(i).quantile(coordinate(draw, i));
        }
        return space.prune(coordinates);
    }

    /** The coordinate in [0, 1) of the scrambled point of a draw in one dimension, from 0. */
    static double coordinate(Draw draw, int dimension) {
        return new OwenScrambling(draw.seed(), dimension).apply(SobolSequence.digits((int) draw.number(), dimension));
    }
}
