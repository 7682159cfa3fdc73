package dev.parley.optimizer.space;

import java.util.List;
import java.util.Objects;

/**
 * When a parameter is active: its parent is active and has one of some values.
 *
 * @param parameter the parent's name
 * @param in the parent's values that activate, at least one
 */
public record Condition(String parameter, List<Object> in) {

    public Condition {
        Objects.requireNonNull(parameter);
        in = List.copyOf(in);
    }
}
