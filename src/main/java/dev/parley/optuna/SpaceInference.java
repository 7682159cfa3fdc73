package dev.parley.optuna;

import dev.parley.optimizer.space.Scale;
import dev.parley.optuna.Distribution.CategoricalDistribution;
import dev.parley.optuna.Distribution.FloatDistribution;
import dev.parley.optuna.Distribution.IntDistribution;
import dev.parley.optuna.OptunaTrial.Drawn;
import dev.parley.optuna.OptunaTrial.State;
import dev.parley.problem.ProblemException;
import dev.parley.problem.ProblemType;
import dev.parley.study.ConditionDefinition;
import dev.parley.study.ParameterDefinition;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.SequencedMap;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Declares the search space of trials that were drawn from no declared one: the ranges that their values came from, and when a
 * parameter is active.
 *
 * <p>A parameter that some trials lack is taken for conditional on the first earlier parameter that explains it: a categorical one
 * of which no choice occurs both with it and without it, or an int one that is above or below some bound exactly with it. One
 * that nothing explains came or went while the study ran: it counts as the last trial has it.
 */
final class SpaceInference {

    private static final double GRID_TOLERANCE = 1e-6;

    /** The largest int range whose values a condition lists. */
    private static final long MOST_VALUES = 1_000;

    private final List<OptunaTrial> whole;
    private final SequencedMap<String, List<Drawn>> drawn = new LinkedHashMap<>();
    private final SequencedMap<String, ParameterDefinition> space = new LinkedHashMap<>();
    private final SequencedMap<String, Distribution> merged = new LinkedHashMap<>();

    private SpaceInference(List<OptunaTrial> trials) {
        this.whole = whole(trials);
        trials.forEach(trial -> trial.parameters()
                .forEach((name, value) ->
                        drawn.computeIfAbsent(name, absent -> new ArrayList<>()).add(value)));
    }

    /** Parents before children, in the order in which they were first drawn. */
    static List<ParameterDefinition> of(List<OptunaTrial> trials) {
        return new SpaceInference(trials).infer();
    }

    /** The trials that ran to their end, and so drew every parameter that they have. */
    private static List<OptunaTrial> whole(List<OptunaTrial> trials) {
        for (State state : List.of(State.COMPLETE, State.PRUNED, State.FAIL, State.RUNNING)) {
            List<OptunaTrial> some = trials.stream()
                    .filter(trial ->
                            trial.state() == state && !trial.parameters().isEmpty())
                    .toList();
            if (!some.isEmpty()) {
                return some;
            }
        }
        return List.of();
    }

    private List<ParameterDefinition> infer() {
        Set<String> names = new LinkedHashSet<>();
        whole.forEach(trial -> names.addAll(trial.parameters().keySet()));
        for (String name : names) {
            Distribution distribution = merged(name);
            boolean isAlways = whole.stream().allMatch(trial -> trial.has(name));
            ConditionDefinition when = isAlways ? null : condition(name);
            if (isAlways || when != null || whole.getLast().has(name)) {
                merged.put(name, distribution);
                space.put(name, definition(name, distribution, when));
            }
        }
        return List.copyOf(space.values());
    }

    private Distribution merged(String name) {
        List<Drawn> all = drawn.getOrDefault(name, List.of());
        Distribution merged = all.stream()
                .map(Drawn::distribution)
                .distinct()
                .reduce((one, other) -> union(name, one, other))
                .orElseThrow();
        for (Drawn one : all) {
            merged = with(merged, one.value());
        }
        return merged;
    }

    private static Distribution union(String name, Distribution one, Distribution other) {
        return switch (one) {
            case FloatDistribution a
            when other instanceof FloatDistribution b ->
                new FloatDistribution(
                        Math.min(a.low(), b.low()),
                        Math.max(a.high(), b.high()),
                        a.log() && b.log(),
                        a.step() != null && a.step().equals(b.step()) && isOnGrid(b.low(), a.low(), a.step())
                                ? a.step()
                                : null);
            case IntDistribution a
            when other instanceof IntDistribution b ->
                new IntDistribution(
                        Math.min(a.low(), b.low()),
                        Math.max(a.high(), b.high()),
                        a.log() && b.log(),
                        a.step() == b.step() && (a.low() - b.low()) % a.step() == 0 ? a.step() : 1);
            case CategoricalDistribution a
            when other instanceof CategoricalDistribution b -> {
                Set<Object> choices = new LinkedHashSet<>(a.choices());
                choices.addAll(b.choices());
                yield new CategoricalDistribution(List.copyOf(choices));
            }
            default ->
                throw new ProblemException(
                        ProblemType.INVALID_REQUEST,
                        "The parameter %s is of another kind in some trials than in others: %s, %s."
                                .formatted(name, one, other));
        };
    }

    /** The distribution, wide enough for a value: some trials were enqueued with values outside. */
    private static Distribution with(Distribution distribution, Object value) {
        return switch (distribution) {
            case FloatDistribution d -> {
                double number = ((Number) value).doubleValue();
                boolean fits = number >= d.low()
                        && number <= d.high()
                        && (d.step() == null || isOnGrid(number, d.low(), d.step()));
                yield fits
                        ? d
                        : new FloatDistribution(
                                Math.min(d.low(), number), Math.max(d.high(), number), d.log() && number > 0, null);
            }
            case IntDistribution d -> {
                long number = ((Number) value).longValue();
                boolean fits = number >= d.low() && number <= d.high() && (number - d.low()) % d.step() == 0;
                yield fits
                        ? d
                        : new IntDistribution(
                                Math.min(d.low(), number), Math.max(d.high(), number), d.log() && number > 0, 1);
            }
            case CategoricalDistribution d -> d;
        };
    }

    private static boolean isOnGrid(double number, double low, double step) {
        double steps = (number - low) / step;
        return Math.abs(steps - Math.rint(steps)) <= GRID_TOLERANCE;
    }

    private static ParameterDefinition definition(
            String name, Distribution distribution, @Nullable ConditionDefinition when) {
        return switch (distribution) {
            case FloatDistribution d ->
                new FloatDefinition(name, d.low(), d.high(), d.step(), scale(d.log()), null, when);
            case IntDistribution d -> new IntDefinition(name, d.low(), d.high(), d.step(), scale(d.log()), null, when);
            case CategoricalDistribution d -> new CategoricalDefinition(name, List.copyOf(d.choices()), null, when);
        };
    }

    private static Scale scale(boolean log) {
        return log ? Scale.LOG : Scale.LINEAR;
    }

    private @Nullable ConditionDefinition condition(String child) {
        ConditionDefinition ofInt = null;
        for (var parent : merged.entrySet()) {
            boolean mayBeParent = whole.stream().allMatch(trial -> trial.has(parent.getKey()) || !trial.has(child));
            if (mayBeParent) {
                Set<Object> with = values(parent.getKey(), child, true);
                Set<Object> without = values(parent.getKey(), child, false);
                switch (parent.getValue()) {
                    case CategoricalDistribution d -> {
                        if (!without.isEmpty() && with.stream().noneMatch(without::contains)) {
                            return new ConditionDefinition(parent.getKey(), inOrder(d, with));
                        }
                    }
                    case IntDistribution d -> ofInt = ofInt == null ? bound(parent.getKey(), d, with, without) : ofInt;
                    case FloatDistribution d -> {}
                }
            }
        }
        return ofInt;
    }

    /** The values that a parent has in the trials with, or without, a child. */
    private Set<Object> values(String parent, String child, boolean with) {
        Set<Object> values = new LinkedHashSet<>();
        whole.stream()
                .filter(trial -> trial.has(parent) && trial.has(child) == with)
                .forEach(trial -> values.add(trial.value(parent)));
        return values;
    }

    private static List<@Nullable Object> inOrder(CategoricalDistribution parent, Set<Object> values) {
        return List.copyOf(parent.choices().stream().filter(values::contains).toList());
    }

    /** A condition that a parent is at least, or at most, some value; null if that is not what tells the trials apart. */
    private static @Nullable ConditionDefinition bound(
            String parent, IntDistribution distribution, Set<Object> with, Set<Object> without) {
        long values = (distribution.high() - distribution.low()) / distribution.step() + 1;
        if (with.isEmpty() || without.isEmpty() || values > MOST_VALUES) {
            return null;
        }
        long first = least(with);
        long last = most(with);
        if (first > most(without)) {
            last = distribution.high();
        } else if (last < least(without)) {
            first = distribution.low();
        } else {
            return null;
        }
        List<Object> in = new ArrayList<>();
        for (long value = first; value <= last; value += distribution.step()) {
            in.add(value);
        }
        return new ConditionDefinition(parent, List.copyOf(in));
    }

    private static long least(Set<Object> values) {
        return values.stream().mapToLong(value -> (Long) value).min().orElseThrow();
    }

    private static long most(Set<Object> values) {
        return values.stream().mapToLong(value -> (Long) value).max().orElseThrow();
    }
}
