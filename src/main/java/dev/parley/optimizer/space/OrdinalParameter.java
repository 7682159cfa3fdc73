package dev.parley.optimizer.space;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One of some values whose order matters and whose distances do not.
 *
 * @param name the parameter's name
 * @param values the values in order: strings, booleans, {@link Long}s or {@link Double}s, each once
 * @param defaultValue the value to try first, or null
 * @param when when the parameter is active; always, if null
 */
public record OrdinalParameter(
        String name,
        List<Object> values,
        @Nullable Object defaultValue,
        @Nullable Condition when) implements Parameter {

    public OrdinalParameter {
        values = Choices.checked(values, "values");
        defaultValue = Choices.checkedDefault(values, defaultValue);
    }

    @Override
    public double coordinate(Object value) {
        return Choices.coordinate(values, value);
    }

    @Override
    public Object value(double coordinate) {
        return values.get((int) coordinate);
    }

    @Override
    public double quantile(double u) {
        return Choices.index(values, u);
    }

    @Override
    public double position(double coordinate) {
        return (coordinate + 0.5) / values.size();
    }

    @Override
    public double next(double coordinate) {
        return coordinate + 1 < values.size() ? coordinate + 1 : Double.NaN;
    }

    @Override
    public long cardinality() {
        return values.size();
    }
}
