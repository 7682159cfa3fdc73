package dev.parley.testing;

import dev.parley.optimizer.space.CategoricalParameter;
import dev.parley.optimizer.space.Condition;
import dev.parley.optimizer.space.Configuration;
import dev.parley.optimizer.space.FloatParameter;
import dev.parley.optimizer.space.IntParameter;
import dev.parley.optimizer.space.OrdinalParameter;
import dev.parley.optimizer.space.Parameter;
import dev.parley.optimizer.space.Scale;
import dev.parley.optimizer.space.SearchSpace;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/** Valid search spaces of every kind: all parameters, scales and steps, single values, nested conditions. */
public final class RandomSpaces {

    private static final int MOST_PARAMETERS = 12;

    private final RandomGenerator random;
    private final List<Parameter> parameters = new ArrayList<>();

    private RandomSpaces(RandomGenerator random) {
        this.random = random;
    }

    /** A space of 1 to 12 parameters, the same for equal seeds. */
    public static SearchSpace space(long seed) {
        RandomSpaces spaces = new RandomSpaces(new Random(seed));
        int size = spaces.random.nextInt(1, MOST_PARAMETERS + 1);
        boolean conditional = spaces.random.nextBoolean();
        while (spaces.parameters.size() < size) {
            spaces.parameters.add(spaces.parameter("p" + spaces.parameters.size(), conditional));
        }
        return new SearchSpace(spaces.parameters);
    }

    /** A point of a space, drawn from its prior. */
    public static Configuration point(SearchSpace space, RandomGenerator random) {
        double[] coordinates = new double[space.size()];
        for (int i = 0; i < coordinates.length; i++) {
            coordinates[i] = space.parameter(i).quantile(random.nextDouble());
        }
        return space.prune(coordinates);
    }

    private Parameter parameter(String name, boolean conditional) {
        Condition when = conditional ? condition() : null;
        return switch (random.nextInt(8)) {
            case 0, 1 -> continuous(name, when);
            case 2 -> stepped(name, when);
            case 3, 4 -> whole(name, when);
            case 5 -> ordinal(name, when);
            default -> categorical(name, when);
        };
    }

    private @Nullable Condition condition() {
        List<Parameter> parents =
                parameters.stream().filter(p -> !(p instanceof FloatParameter)).toList();
        if (parents.isEmpty() || random.nextInt(3) == 0) {
            return null;
        }
        Parameter parent = parents.get(random.nextInt(parents.size()));
        List<Object> in = new ArrayList<>();
        int values = random.nextInt(1, 4);
        for (int i = 0; i < values; i++) {
            in.add(parent.value(parent.quantile(random.nextDouble())));
        }
        return new Condition(parent.name(), in);
    }

    private Parameter continuous(String name, @Nullable Condition when) {
        boolean log = random.nextBoolean();
        double magnitude = Math.pow(10, random.nextInt(-9, 10));
        double low = log ? magnitude * (0.1 + random.nextDouble()) : magnitude * (random.nextDouble() - 0.5);
        double high = switch (random.nextInt(6)) {
            case 0 -> low;
            case 1 -> Math.nextUp(low);
            default -> low + magnitude * random.nextDouble() * (log ? 1e6 : 1);
        };
        return new FloatParameter(name, low, high, null, log ? Scale.LOG : Scale.LINEAR, null, when);
    }

    private Parameter stepped(String name, @Nullable Condition when) {
        int decimals = random.nextInt(-2, 6);
        BigDecimal step = BigDecimal.valueOf(random.nextInt(1, 30), decimals);
        BigDecimal low = BigDecimal.valueOf(random.nextInt(-1_000, 1_000), decimals);
        int steps = random.nextInt(4) == 0 ? random.nextInt(1_000_000) : random.nextInt(20);
        double high = low.add(step.multiply(BigDecimal.valueOf(steps))).doubleValue();
        return new FloatParameter(name, low.doubleValue(), high, step.doubleValue(), Scale.LINEAR, null, when);
    }

    private Parameter whole(String name, @Nullable Condition when) {
        long steps = switch (random.nextInt(5)) {
            case 0 -> 0;
            case 1 -> random.nextLong(1L << 50);
            default -> random.nextInt(100);
        };
        if (random.nextBoolean()) {
            long low = random.nextInt(1, 100);
            return new IntParameter(name, low, low + steps, 1, Scale.LOG, null, when);
        }
        long low = random.nextInt(-1_000, 1_000);
        long step = random.nextInt(3) == 0 ? random.nextInt(2, 6) : 1;
        Long defaultValue = random.nextBoolean() ? low : null;
        return new IntParameter(name, low, low + step * steps, step, Scale.LINEAR, defaultValue, when);
    }

    private Parameter ordinal(String name, @Nullable Condition when) {
        List<Object> values = new ArrayList<>();
        int size = random.nextInt(1, 8);
        for (int i = 0; i < size; i++) {
            values.add(1L << i);
        }
        return new OrdinalParameter(name, values, random.nextBoolean() ? values.getLast() : null, when);
    }

    private Parameter categorical(String name, @Nullable Condition when) {
        List<Object> choices = new ArrayList<>(List.of(true, false, "adam", "true", "größer", "", "1", 2L, 0.5, -3L));
        Collections.shuffle(choices, Random.from(random));
        List<Object> some = choices.subList(0, random.nextInt(1, choices.size() + 1));
        return new CategoricalParameter(name, some, random.nextBoolean() ? some.getFirst() : null, when);
    }
}
