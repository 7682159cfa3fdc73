package dev.parley.bench;

import com.fasterxml.jackson.annotation.JsonSubTypes;
import com.fasterxml.jackson.annotation.JsonTypeInfo;
import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;
import dev.parley.optimizer.pruning.AshaPruner;
import dev.parley.optimizer.pruning.PatiencePruner;
import dev.parley.optimizer.pruning.PercentilePruner;
import dev.parley.optimizer.pruning.Schedule;
import dev.parley.optimizer.pruning.ThresholdPruner;
import org.jspecify.annotations.Nullable;

/** A pruner in the form that a study's definition has, with all of its settings. */
@JsonTypeInfo(use = JsonTypeInfo.Id.NAME, property = "type")
@JsonSubTypes({
    @JsonSubTypes.Type(name = "median", value = PrunerSettings.Median.class),
    @JsonSubTypes.Type(name = "percentile", value = PrunerSettings.Percentile.class),
    @JsonSubTypes.Type(name = "patience", value = PrunerSettings.Patience.class),
    @JsonSubTypes.Type(name = "threshold", value = PrunerSettings.Threshold.class),
    @JsonSubTypes.Type(name = "asha", value = PrunerSettings.Asha.class)
})
sealed interface PrunerSettings {

    /** The pruner of a metric with this direction. */
    Pruner pruner(Direction direction);

    /** A {@link PercentilePruner} of the median. */
    record Median(int startupTrials, long warmupSteps, long interval, int minTrials) implements PrunerSettings {
        @Override
        public Pruner pruner(Direction direction) {
            return new PercentilePruner(50, startupTrials, new Schedule(warmupSteps, interval), minTrials);
        }
    }

    /** A {@link PercentilePruner}. */
    record Percentile(double percentile, int startupTrials, long warmupSteps, long interval, int minTrials)
            implements PrunerSettings {
        @Override
        public Pruner pruner(Direction direction) {
            return new PercentilePruner(percentile, startupTrials, new Schedule(warmupSteps, interval), minTrials);
        }
    }

    /** A {@link PatiencePruner}. */
    record Patience(int patience, double minDelta, @Nullable PrunerSettings wrapped) implements PrunerSettings {
        @Override
        public Pruner pruner(Direction direction) {
            return new PatiencePruner(patience, minDelta, wrapped == null ? null : wrapped.pruner(direction));
        }
    }

    /** A {@link ThresholdPruner}; a bound that is null is none. */
    record Threshold(@Nullable Double lower, @Nullable Double upper, long warmupSteps, long interval)
            implements PrunerSettings {
        @Override
        public Pruner pruner(Direction direction) {
            return ThresholdPruner.of(
                    direction,
                    lower == null ? Double.NEGATIVE_INFINITY : lower,
                    upper == null ? Double.POSITIVE_INFINITY : upper,
                    new Schedule(warmupSteps, interval));
        }
    }

    /** An {@link AshaPruner}. */
    record Asha(long minResource, int reductionFactor, int minEarlyStoppingRate, int bootstrapCount)
            implements PrunerSettings {
        @Override
        public Pruner pruner(Direction direction) {
            return new AshaPruner(minResource, reductionFactor, minEarlyStoppingRate, bootstrapCount);
        }
    }
}
