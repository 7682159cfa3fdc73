package dev.parley.optimizer.space;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of some choices without an order.
 *
 * @param name the parameter's name
 * @param choices the choices: strings, booleans, {@link Long}s or {@link Double}s, each once
 * @param defaultValue the choice to try first, or null
 * @param when when the parameter is active; always, if null
 */
public record CategoricalParameter(
        String name,
        List<Object> choices,
        @Nullable Object defaultValue,
        @Nullable Condition when) implements Parameter {

    public CategoricalParameter {
        choices = Choices.checked(choices, "choices");
        defaultValue = Choices.checkedDefault(choices, defaultValue);
    }

    @Override
    public double coordinate(Object value) {
        return Choices.coordinate(choices, value);
    }

    @Override
    public Object value(double coordinate) {
        return choices.get((int) coordinate);
    }

    @Override
    public double quantile(double u) {
        return Choices.index(choices, u);
    }

    @Override
    public double position(double coordinate) {
        return (coordinate + 0.5) / choices.size();
    }

    @Override
    public double next(double coordinate) {
        return coordinate + 1 < choices.size() ? coordinate + 1 : Double.NaN;
    }

    @Override
    public long cardinality() {
        return choices.size();
    }
}
