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
 * that nothing explains came or went while the study ran: it counts as the last trial has it. Trials that were pruned may lack
 * parameters for that alone: they count where those that ran to their end cannot tell, as of a branch that was always pruned.
 */
final class SpaceInference {

    /** The largest int range whose values a condition lists. */
    private static final long MOST_VALUES = 1_000;

    private final List<OptunaTrial> whole;
    private final List<OptunaTrial> wholeAndPruned;
    private final SequencedMap<String, List<Drawn>> drawn = new LinkedHashMap<>();
    private final SequencedMap<String, ParameterDefinition> space = new LinkedHashMap<>();
    private final SequencedMap<String, Distribution> merged = new LinkedHashMap<>();

    private SpaceInference(List<OptunaTrial> trials) {
        this.whole = whole(trials);
        this.wholeAndPruned =
                whole.isEmpty() ? whole : having(trials, whole.getFirst().state(), State.PRUNED);
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
            List<OptunaTrial> some = having(trials, state);
            if (!some.isEmpty()) {
                return some;
            }
        }
        return List.of();
    }

    /** The trials in one of some states that drew anything. */
    private static List<OptunaTrial> having(List<OptunaTrial> trials, State... states) {
        return trials.stream()
                .filter(trial -> List.of(states).contains(trial.state())
                        && !trial.parameters().isEmpty())
                .toList();
    }

    private List<ParameterDefinition> infer() {
        Set<String> names = new LinkedHashSet<>();
        whole.forEach(trial -> names.addAll(trial.parameters().keySet()));
        wholeAndPruned.forEach(trial -> names.addAll(trial.parameters().keySet()));
        for (String name : names) {
            Distribution distribution = merged(name);
            List<OptunaTrial> evidence = evidence(name);
            boolean isAlways = whole.stream().allMatch(trial -> trial.has(name));
            ConditionDefinition when = condition(name, evidence, !isAlways);
            if (isAlways || when != null || evidence.getLast().has(name)) {
                merged.put(name, distribution);
                space.put(name, definition(name, distribution, when));
            }
        }
        return List.copyOf(space.values());
    }

    /** The trials that show when a parameter is active: pruned ones, which may lack what came later, only where the others cannot. */
    private List<OptunaTrial> evidence(String name) {
        long having = whole.stream().filter(trial -> trial.has(name)).count();
        return having > 0 && having < whole.size() ? whole : wholeAndPruned;
    }

    private Distribution merged(String name) {
        List<Drawn> all = drawn.getOrDefault(name, List.of());
        Distribution merged = all.stream()
                .map(Drawn::distribution)
                .distinct()
                .reduce((one, other) -> union(name, one, other))
                .orElseThrow();
        for (Drawn one : all) {
            merged = merged.with(one.value());
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
                        a.step() != null
                                        && a.step().equals(b.step())
                                        && FloatDistribution.isOnGrid(b.low(), a.low(), a.step())
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

    /** The condition that tells the trials with a child from those without; null if none does. */
    private @Nullable ConditionDefinition condition(String child, List<OptunaTrial> evidence, boolean mayBeOnNumbers) {
        ConditionDefinition ofInt = null;
        for (var parent : merged.entrySet()) {
            boolean mayBeParent = evidence.stream().allMatch(trial -> trial.has(parent.getKey()) || !trial.has(child));
            if (mayBeParent) {
                Set<Object> with = values(parent.getKey(), child, true, evidence);
                Set<Object> without = values(parent.getKey(), child, false, evidence);
                switch (parent.getValue()) {
                    case CategoricalDistribution d -> {
                        if (!without.isEmpty() && with.stream().noneMatch(without::contains)) {
                            return new ConditionDefinition(parent.getKey(), inOrder(d, with));
                        }
                    }
                    case IntDistribution d -> {
                        if (mayBeOnNumbers && ofInt == null) {
                            ofInt = bound(parent.getKey(), d, with, without);
                        }
                    }
                    case FloatDistribution d -> {}
                }
            }
        }
        return ofInt;
    }

    /** The values that a parent has in the trials with, or without, a child. */
    private static Set<Object> values(String parent, String child, boolean with, List<OptunaTrial> evidence) {
        Set<Object> values = new LinkedHashSet<>();
        evidence.stream()
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
