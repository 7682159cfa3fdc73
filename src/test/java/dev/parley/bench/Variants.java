package dev.parley.bench;

import dev.parley.optimizer.Strategy;
import dev.parley.optimizer.random.RandomStrategy;
import dev.parley.optimizer.sobol.SobolStrategy;
import dev.parley.optimizer.tpe.TpeStrategy;
import java.util.Map;
import java.util.TreeMap;

/** The strategies that {@code compare.py} knows as {@code parley:NAME}: those of the service, and variations of them. */
final class Variants {

    private static final Map<String, Strategy> BY_NAME = Map.ofEntries(
            Map.entry("random", new RandomStrategy()),
            Map.entry("sobol", new SobolStrategy()),
            Map.entry("tpe", new TpeStrategy()));

    private Variants() {}

    /**
     * The strategy of this name.
     *
     * @throws IllegalArgumentException if there is none
     */
    static Strategy of(String name) {
        Strategy strategy = BY_NAME.get(name);
        if (strategy == null) {
            throw new IllegalArgumentException(
                    "no variant %s among %s".formatted(name, new TreeMap<>(BY_NAME).keySet()));
        }
        return strategy;
    }
}
