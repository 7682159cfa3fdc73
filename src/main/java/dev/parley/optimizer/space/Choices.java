package dev.parley.optimizer.space;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The rules that the values of ordinal and categorical parameters share. */
final class Choices {

    private Choices() {}

    /** The choices as values: strings, booleans, {@link Long}s and {@link Double}s, no two of them equal. */
    static List<Object> checked(List<Object> choices, String field) {
        List<Fault> faults = new ArrayList<>();
        if (choices.isEmpty()) {
            faults.add(Fault.at(field, "must hold at least one value"));
        }
        Set<Object> seen = new HashSet<>();
        List<Object> values = new ArrayList<>(choices.size());
        for (int i = 0; i < choices.size(); i++) {
            try {
                Object value = value(choices.get(i));
                values.add(value);
                if (!seen.add(key(value))) {
                    faults.add(new Fault("/" + field + "/" + i, "must not repeat an earlier value"));
                }
            } catch (InvalidValueException e) {
                faults.add(new Fault("/" + field + "/" + i, e.detail()));
            }
        }
        InvalidSpaceException.throwIfAny(faults);
        return List.copyOf(values);
    }

    /** The index of a default among the choices, checked. */
    static @Nullable Object checkedDefault(List<Object> choices, @Nullable Object defaultValue) {
        if (defaultValue == null) {
            return null;
        }
        int index = indexOf(choices, defaultValue);
        if (index < 0) {
            throw new InvalidSpaceException(List.of(Fault.at("default", mustBeOneOf(choices))));
        }
        return choices.get(index);
    }

    static double coordinate(List<Object> choices, Object value) {
        int index = indexOf(choices, value);
        if (index < 0) {
            throw new InvalidValueException(mustBeOneOf(choices));
        }
        return index;
    }

    static int index(List<Object> choices, double u) {
        return Math.min((int) (u * choices.size()), choices.size() - 1);
    }

    private static int indexOf(List<Object> choices, Object value) {
        int same = choices.indexOf(value instanceof Integer i ? (Object) i.longValue() : value);
        if (same >= 0) {
            return same;
        }
        Object key = key(value);
        for (int i = 0; i < choices.size(); i++) {
            if (key(choices.get(i)).equals(key)) {
                return i;
            }
        }
        return -1;
    }

    private static String mustBeOneOf(List<Object> choices) {
        int shown = Math.min(choices.size(), 10);
        return "must be one of " + choices.subList(0, shown) + (shown < choices.size() ? " or the others" : "");
    }

    private static Object value(Object choice) {
        return switch (choice) {
            case String s -> s;
            case Boolean b -> b;
            case Integer i -> i.longValue();
            case Long l when l >= -IntParameter.LARGEST && l <= IntParameter.LARGEST -> l;
            case Double d when Double.isFinite(d) -> d;
            default ->
                throw new InvalidValueException(
                        "must be a string, a boolean, a finite number, or a whole number within ±(2^53 − 1)");
        };
    }

    /** What two equal choices share: 1 and 1.0 are one number. */
    private static Object key(Object value) {
        return value instanceof Number number && Double.isFinite(number.doubleValue())
                ? new BigDecimal(number.toString()).stripTrailingZeros()
                : value;
    }
}
