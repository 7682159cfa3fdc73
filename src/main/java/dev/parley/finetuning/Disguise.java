package dev.parley.finetuning;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.SearchSpace;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * A search space whose parameters stand in another order, and perhaps under neutral names: the same space otherwise, so that a
 * model learns from the trials and not from where a parameter stands or what it is called.
 *
 * <p>Redacted, parameters are {@code p1}, {@code p2} and so on in the new order, and choices that are text are {@code v1},
 * {@code v2} and so on; numbers and booleans stay, being values and no names.
 */
final class Disguise {

    private final SearchSpace space;
    private final int[] original;

    private Disguise(SearchSpace space, int[] original) {
        this.space = space;
        this.original = original;
    }

    /** A disguise of a space, its order drawn from {@code random}; parents stay before their children. */
    static Disguise of(SearchSpace space, boolean redact, RandomGenerator random) {
        int[] original = order(space, random);
        int[] place = new int[original.length];
        for (int i = 0; i < original.length; i++) {
            place[original[i]] = i;
        }
        List<Parameter> parameters = new ArrayList<>();
        for (int index : original) {
            Parameter parameter = space.parameter(index);
            parameters.add(redact ? redacted(parameter, place, space) : parameter);
        }
        return new Disguise(new SearchSpace(parameters), original);
    }

    private static int[] order(SearchSpace space, RandomGenerator random) {
        List<Integer> left =
                new ArrayList<>(IntStream.range(0, space.size()).boxed().toList());
        List<Integer> order = new ArrayList<>();
        while (!left.isEmpty()) {
            List<Integer> possible = left.stream()
                    .filter(index -> space.parent(index) < 0 || order.contains(space.parent(index)))
                    .toList();
            Integer next = possible.get(random.nextInt(possible.size()));
            order.add(next);
            left.remove(next);
        }
        return order.stream().mapToInt(Integer::intValue).toArray();
    }

    private static Parameter redacted(Parameter parameter, int[] place, SearchSpace space) {
        int index = space.indexOf(parameter.name());
        String name = name(place[index]);
        Condition when = parameter.when() == null ? null : redacted(parameter.when(), place, space);
        return switch (parameter) {
            case FloatParameter p ->
                new FloatParameter(name, p.low(), p.high(), p.step(), p.scale(), p.defaultValue(), when);
            case IntParameter p ->
                new IntParameter(name, p.low(), p.high(), p.step(), p.scale(), p.defaultValue(), when);
            case OrdinalParameter p ->
                new OrdinalParameter(name, neutral(p.values()), neutral(p.values(), p.defaultValue()), when);
            case CategoricalParameter p ->
                new CategoricalParameter(name, neutral(p.choices()), neutral(p.choices(), p.defaultValue()), when);
        };
    }

    private static Condition redacted(Condition when, int[] place, SearchSpace space) {
        int parent = space.indexOf(when.parameter());
        List<Object> choices = switch (space.parameter(parent)) {
            case OrdinalParameter p -> p.values();
            case CategoricalParameter p -> p.choices();
            case FloatParameter p -> List.of();
            case IntParameter p -> List.of();
        };
        List<Object> in = when.in().stream()
                .map(value -> choices.contains(value) ? neutral(choices).get(choices.indexOf(value)) : value)
                .toList();
        return new Condition(name(place[parent]), in);
    }

    private static String name(int place) {
        return "p" + (place + 1);
    }

    private static @Nullable Object neutral(List<Object> choices, @Nullable Object value) {
        return value == null ? null : neutral(choices).get(choices.indexOf(value));
    }

    private static List<Object> neutral(List<Object> choices) {
        return IntStream.range(0, choices.size())
                .mapToObj(i -> choices.get(i) instanceof String ? "v" + (i + 1) : choices.get(i))
                .toList();
    }

    /** The space in disguise. */
    SearchSpace space() {
        return space;
    }

    /** A configuration of the original space, in this one. */
    Configuration of(Configuration configuration) {
        double[] coordinates = new double[original.length];
        for (int i = 0; i < original.length; i++) {
            coordinates[i] = configuration.coordinate(original[i]);
        }
        return new Configuration(coordinates);
    }
}
