package dev.parley.optimizer;

import java.util.Objects;

/**
 * A metric to optimize.
 *
 * @param name the metric's name in outcomes and reports
 * @param direction which end of it is good
 */
public record Objective(String name, Direction direction) {

    public Objective {
        Objects.requireNonNull(name);
        Objects.requireNonNull(direction);
    }
}
