package dev.parley.transfer;

import dev.parley.optimizer.Experience;
import dev.parley.optimizer.History;
import dev.parley.optimizer.Observation;
import dev.parley.optimizer.Observation.Standing;
import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.Distance;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.InvalidValueException;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.SearchSpace;
import dev.parley.transfer.Taught.TaughtTrial;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Brings the trials of earlier studies into the space of another: by the names of parameters, with numbers a little outside of
 * the range moved onto its bound. A trial that lies further outside, or has a choice that is none here, is left out.
 */
final class Adaptation {

    /** How far outside of the range a number may lie, as a share of its width on its scale. */
    private static final double TOLERANCE = 0.05;

    private final SearchSpace space;
    private final Distance distance;

    Adaptation(SearchSpace space) {
        this.space = space;
        this.distance = new Distance(space);
    }

    /** What a source says about this space. */
    Experience.Source source(Source source) {
        List<Observation> observations = new ArrayList<>();
        for (TaughtTrial trial : source.taught().trials()) {
            point(trial)
                    .ifPresent(point -> observations.add(new Observation(
                            observations.size(), point, Standing.COMPLETE, new double[] {trial.value()}, 0)));
        }
        History history = History.empty(space, 1).with(observations);
        return new Experience.Source(history, source.taught().direction(), source.score());
    }

    private Optional<Configuration> point(TaughtTrial trial) {
        double[] coordinates = new double[space.size()];
        for (int i = 0; i < coordinates.length; i++) {
            Object value = trial.configuration().get(space.parameter(i).name());
            coordinates[i] = value == null ? Double.NaN : coordinate(i, value);
            if (value != null && Double.isNaN(coordinates[i])) {
                return Optional.empty();
            }
        }
        return Optional.of(space.prune(coordinates));
    }

    /** The coordinate of a value, or of the nearest one that there is; NaN if none is near. */
    private double coordinate(int index, Object value) {
        try {
            return space.parameter(index).coordinate(value);
        } catch (InvalidValueException e) {
            return value instanceof Number number ? nearest(index, number.doubleValue()) : Double.NaN;
        }
    }

    private double nearest(int index, double number) {
        double place = distance.position(index, number);
        if (!(place >= -TOLERANCE && place <= 1 + TOLERANCE)) {
            return Double.NaN;
        }
        return switch (space.parameter(index)) {
            case FloatParameter p when p.step() == null -> Math.clamp(number, p.low(), p.high());
            case FloatParameter p -> p.nearest(number);
            case IntParameter p -> p.nearest(number);
            case OrdinalParameter p -> Double.NaN;
            case CategoricalParameter p -> Double.NaN;
        };
    }
}
