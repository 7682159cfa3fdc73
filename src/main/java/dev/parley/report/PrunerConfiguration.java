package dev.parley.report;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Pruner;
import dev.parley.optimizer.pruning.AshaPruner;
import dev.parley.optimizer.pruning.PatiencePruner;
import dev.parley.optimizer.pruning.PercentilePruner;
import dev.parley.optimizer.pruning.Schedule;
import dev.parley.optimizer.pruning.ThresholdPruner;
import dev.parley.study.PrunerDefinition;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/** Names the pruner behind each definition that a study may have. */
@Configuration(proxyBeanMethods = false)
class PrunerConfiguration {

    /** Gives the pruner of a definition in force. */
    @FunctionalInterface
    interface Pruners {
        Pruner of(PrunerDefinition definition);
    }

    @Bean
    Pruners pruners() {
        return definition -> pruner(definition, definition.goesFor());
    }

    private static Pruner pruner(PrunerDefinition definition, Direction direction) {
        return switch (definition.type()) {
            case MEDIAN -> percentile(definition, 50);
            case PERCENTILE -> percentile(definition, set(definition.percentile()));
            case PATIENCE ->
                new PatiencePruner(
                        set(definition.patience()),
                        set(definition.minDelta()),
                        definition.wrapped() == null ? null : pruner(definition.wrapped(), direction));
            case THRESHOLD ->
                ThresholdPruner.of(
                        direction,
                        definition.lower() == null ? Double.NEGATIVE_INFINITY : definition.lower(),
                        definition.upper() == null ? Double.POSITIVE_INFINITY : definition.upper(),
                        schedule(definition));
            case ASHA ->
                new AshaPruner(
                        set(definition.minResource()),
                        set(definition.reductionFactor()),
                        set(definition.minEarlyStoppingRate()),
                        set(definition.bootstrapCount()));
        };
    }

    private static Pruner percentile(PrunerDefinition definition, double percentile) {
        return new PercentilePruner(
                percentile, set(definition.startupTrials()), schedule(definition), set(definition.minTrials()));
    }

    private static Schedule schedule(PrunerDefinition definition) {
        return new Schedule(set(definition.warmupSteps()), set(definition.interval()));
    }

    private static <T> T set(@Nullable T setting) {
        return Objects.requireNonNull(setting, "a definition in force leaves nothing out");
    }
}
