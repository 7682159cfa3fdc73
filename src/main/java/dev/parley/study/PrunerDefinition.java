package dev.parley.study;

import dev.parley.optimizer.Direction;
import dev.parley.optimizer.Objective;
import dev.parley.problem.FieldFault;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What decides, after each report, whether the trial should stop early. docs/pruning.md says what each type does.
 *
 * @param type the rule: median, percentile, patience, threshold or asha
 * @param metric the reported metric that it looks at; the objective's if null
 * @param direction the direction of that metric, where it is no objective
 * @param startupTrials median and percentile: how many trials must be complete before any is stopped; 5 if null
 * @param warmupSteps median, percentile and threshold: no trial is stopped before this step; 0 if null
 * @param interval median, percentile and threshold: how many steps lie between two decisions; 1 if null
 * @param minTrials median and percentile: how many complete trials must have reported at the step; 1 if null
 * @param percentile percentile: the share, in percent, of the complete trials that a trial has to be among; needed
 * @param patience patience: how many reports without improvement are borne; needed
 * @param minDelta patience: how much worse is still borne, in units of the metric; 0 if null
 * @param lower threshold: the least value that may go on
 * @param upper threshold: the greatest value that may go on; one of both is needed
 * @param minResource asha: the step of the first rung; 1 if null
 * @param reductionFactor asha: of how many trials at a rung one goes on; 4 if null
 * @param minEarlyStoppingRate asha: how many rungs are left out at the beginning; 0 if null
 * @param bootstrapCount asha: how many trials are stopped at each rung before any goes on; 0 if null
 * @param wrapped patience: what decides about a trial that no longer improves; it stops if null
 */
@Schema(name = "Pruner")
public record PrunerDefinition(
        @NotNull PrunerType type,
        @Size(min = 1, max = 200) @Nullable String metric,
        @Nullable Direction direction,
        @Min(0) @Max(1_000_000) @Nullable Integer startupTrials,
        @Min(0) @Max(MOST_STEPS) @Nullable Long warmupSteps,
        @Min(1) @Max(MOST_STEPS) @Nullable Long interval,
        @Min(1) @Max(1_000_000) @Nullable Integer minTrials,
        @Nullable Double percentile,
        @Min(0) @Max(1_000_000) @Nullable Integer patience,
        @Nullable Double minDelta,
        @Nullable Double lower,
        @Nullable Double upper,
        @Min(1) @Max(MOST_STEPS) @Nullable Long minResource,
        @Min(2) @Max(1_000_000) @Nullable Integer reductionFactor,
        @Min(0) @Max(60) @Nullable Integer minEarlyStoppingRate,
        @Min(0) @Max(1_000_000) @Nullable Integer bootstrapCount,
        @Valid @Nullable PrunerDefinition wrapped) {

    private static final long MOST_STEPS = 9_007_199_254_740_991L;

    public PrunerDefinition {
        minDelta = withoutSign(minDelta);
        lower = withoutSign(lower);
        upper = withoutSign(upper);
        percentile = withoutSign(percentile);
    }

    /** A negative zero is stored as zero. */
    private static @Nullable Double withoutSign(@Nullable Double value) {
        return value == null ? null : (Double) (value + 0.0);
    }

    /** Adds what is wrong with it for these objectives. */
    void addFaults(List<Objective> objectives, List<FieldFault> faults) {
        addFaults("/pruner", faults);
        Objective objective = objectives.stream()
                .filter(one -> one.name().equals(metric))
                .findFirst()
                .orElse(null);
        if (metric == null && objectives.size() > 1) {
            faults.add(new FieldFault("/pruner/metric", "must be given with more than one objective"));
        } else if (metric == null && direction != null) {
            faults.add(new FieldFault("/pruner/direction", "must be left out: it is the objective's"));
        } else if (objective != null && direction != null && direction != objective.direction()) {
            faults.add(new FieldFault("/pruner/direction", "must be the objective's, or be left out"));
        } else if (metric != null && objective == null && direction == null) {
            faults.add(new FieldFault("/pruner/direction", "must be given: the metric is no objective"));
        }
    }

    private void addFaults(String pointer, List<FieldFault> faults) {
        for (String field : settings().keySet()) {
            if (!type.has(field)) {
                faults.add(new FieldFault(pointer + "/" + field, "must be left out: %s has none".formatted(type)));
            }
        }
        requireFinite(pointer + "/minDelta", minDelta, faults);
        requireFinite(pointer + "/lower", lower, faults);
        requireFinite(pointer + "/upper", upper, faults);
        if (minDelta != null && minDelta < 0) {
            faults.add(new FieldFault(pointer + "/minDelta", "must not be negative"));
        }
        switch (type) {
            case PERCENTILE -> {
                if (percentile == null || !(percentile >= 0 && percentile <= 100)) {
                    faults.add(new FieldFault(pointer + "/percentile", "must be given, from 0 to 100"));
                }
            }
            case PATIENCE -> {
                if (patience == null) {
                    faults.add(new FieldFault(pointer + "/patience", "must be given"));
                }
                addFaultsOfWrapped(pointer + "/wrapped", faults);
            }
            case THRESHOLD -> {
                if (lower == null && upper == null) {
                    faults.add(new FieldFault(pointer + "/upper", "must be given, or lower"));
                } else if (lower != null && upper != null && lower > upper) {
                    faults.add(new FieldFault(pointer + "/lower", "must not be above upper"));
                }
            }
            case MEDIAN, ASHA -> {}
        }
    }

    private void addFaultsOfWrapped(String pointer, List<FieldFault> faults) {
        if (wrapped == null) {
            return;
        }
        if (wrapped.type == PrunerType.PATIENCE) {
            faults.add(new FieldFault(pointer + "/type", "must not be patience again"));
        }
        if (wrapped.metric != null) {
            faults.add(new FieldFault(pointer + "/metric", "must be left out: it is that of the whole"));
        }
        if (wrapped.direction != null) {
            faults.add(new FieldFault(pointer + "/direction", "must be left out: it is that of the whole"));
        }
        if (wrapped.type != PrunerType.PATIENCE) {
            wrapped.addFaults(pointer, faults);
        }
    }

    private static void requireFinite(String pointer, @Nullable Double value, List<FieldFault> faults) {
        if (value != null && !Double.isFinite(value)) {
            faults.add(new FieldFault(pointer, "must be a finite number"));
        }
    }

    /** The same for these objectives, with nothing left out. */
    PrunerDefinition inForce(List<Objective> objectives) {
        Objective first = objectives.getFirst();
        String looksAt = metric == null ? first.name() : metric;
        Direction goes = objectives.stream()
                .filter(objective -> objective.name().equals(looksAt))
                .map(Objective::direction)
                .findFirst()
                .orElse(direction);
        return filled(looksAt, goes);
    }

    private PrunerDefinition filled(@Nullable String looksAt, @Nullable Direction goes) {
        return new PrunerDefinition(
                type,
                looksAt,
                goes,
                or("startupTrials", startupTrials, 5),
                or("warmupSteps", warmupSteps, 0L),
                or("interval", interval, 1L),
                or("minTrials", minTrials, 1),
                percentile,
                patience,
                or("minDelta", minDelta, 0.0),
                lower,
                upper,
                or("minResource", minResource, 1L),
                or("reductionFactor", reductionFactor, 4),
                or("minEarlyStoppingRate", minEarlyStoppingRate, 0),
                or("bootstrapCount", bootstrapCount, 0),
                wrapped == null ? null : wrapped.filled(null, null));
    }

    private <T> @Nullable T or(String field, @Nullable T given, T usual) {
        return given == null && type.has(field) ? usual : given;
    }

    /** Whether every field given here equals the other's. */
    boolean agreesWith(@Nullable PrunerDefinition stored) {
        return stored != null
                && type == stored.type
                && (metric == null || metric.equals(stored.metric))
                && (direction == null || direction == stored.direction)
                && (wrapped == null || wrapped.agreesWith(stored.wrapped))
                && settings().entrySet().stream()
                        .filter(setting -> !setting.getKey().equals("wrapped"))
                        .allMatch(setting ->
                                setting.getValue().equals(stored.settings().get(setting.getKey())));
    }

    /** The settings that are given, by the names of their fields. */
    private Map<String, Object> settings() {
        Map<String, @Nullable Object> all = new LinkedHashMap<>();
        all.put("startupTrials", startupTrials);
        all.put("warmupSteps", warmupSteps);
        all.put("interval", interval);
        all.put("minTrials", minTrials);
        all.put("percentile", percentile);
        all.put("patience", patience);
        all.put("minDelta", minDelta);
        all.put("lower", lower);
        all.put("upper", upper);
        all.put("minResource", minResource);
        all.put("reductionFactor", reductionFactor);
        all.put("minEarlyStoppingRate", minEarlyStoppingRate);
        all.put("bootstrapCount", bootstrapCount);
        all.put("wrapped", wrapped);
        Map<String, Object> given = new LinkedHashMap<>();
        all.forEach((name, value) -> {
            if (value != null) {
                given.put(name, value);
            }
        });
        return given;
    }

    /** The metric that it looks at; of a definition in force. */
    public String looksAt() {
        return Objects.requireNonNull(metric);
    }

    /** Which end of that metric is good; of a definition in force. */
    public Direction goesFor() {
        return Objects.requireNonNull(direction);
    }
}
