package dev.parley.optimizer.space;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A whole number in a closed range.
 *
 * @param name the parameter's name
 * @param low the smallest value
 * @param high the largest value, at least {@code low}; both lie within ±(2^53 − 1)
 * @param step the distance between neighbouring values, counted from {@code low}; at least 1, and 1 on a log scale
 * @param scale linear, or log (then {@code low} is positive)
 * @param defaultValue the value to try first, or null
 * @param when when the parameter is active; always, if null
 */
public record IntParameter(
        String name,
        long low,
        long high,
        long step,
        Scale scale,
        @Nullable Long defaultValue,
        @Nullable Condition when) implements Parameter {

    /** The largest magnitude that a double and every JSON reader holds exactly. */
    static final long LARGEST = (1L << 53) - 1;

    public IntParameter {
        List<Fault> faults = new ArrayList<>();
        if (low < -LARGEST || low > LARGEST) {
            faults.add(Fault.at("low", "must lie within ±(2^53 − 1)"));
        }
        if (high < -LARGEST || high > LARGEST) {
            faults.add(Fault.at("high", "must lie within ±(2^53 − 1)"));
        } else if (high < low) {
            faults.add(Fault.at("high", "must not be below low"));
        }
        if (scale == Scale.LOG && low <= 0) {
            faults.add(Fault.at("low", "must be positive on a log scale"));
        }
        if (step <= 0) {
            faults.add(Fault.at("step", "must be a positive whole number"));
        } else if (scale == Scale.LOG && step != 1) {
            faults.add(Fault.at("step", "must be 1 or left out on a log scale"));
        } else if (faults.isEmpty() && (high - low) % step != 0) {
            faults.add(Fault.at("step", "must fit: high - low must be a whole number of steps"));
        }
        InvalidSpaceException.throwIfAny(faults);
        if (defaultValue != null) {
            try {
                check(low, high, step, defaultValue);
            } catch (InvalidValueException e) {
                throw new InvalidSpaceException(List.of(Fault.at("default", e.detail())));
            }
        }
    }

    private static void check(long low, long high, long step, long value) {
        if (value < low || value > high) {
            throw new InvalidValueException("must be between %d and %d".formatted(low, high));
        }
        if ((value - low) % step != 0) {
            throw new InvalidValueException("must be a whole number of steps of %d above %d".formatted(step, low));
        }
    }

    @Override
    public double coordinate(Object value) {
        if (!(value instanceof Number number) || number.doubleValue() != Math.rint(number.doubleValue())) {
            throw new InvalidValueException("must be a whole number");
        }
        if (Math.abs(number.doubleValue()) > LARGEST) {
            throw new InvalidValueException("must be between %d and %d".formatted(low, high));
        }
        long whole = (long) number.doubleValue();
        check(low, high, step, whole);
        return whole;
    }

    @Override
    public Long value(double coordinate) {
        return (long) coordinate;
    }

    @Override
    public double quantile(double u) {
        if (scale == Scale.LINEAR) {
            return low + step * Math.min((long) (u * cardinality()), cardinality() - 1);
        }
        double bottom = Math.log(low - 0.5);
        return nearest(Math.exp(bottom + u * (Math.log(high + 0.5) - bottom)));
    }

    @Override
    public double position(double coordinate) {
        if (scale == Scale.LINEAR) {
            return Math.clamp(((coordinate - low) / step + 0.5) / cardinality(), 0, 1);
        }
        double bottom = Math.log(low - 0.5);
        return Math.clamp((Math.log(coordinate) - bottom) / (Math.log(high + 0.5) - bottom), 0, 1);
    }

    /** The value of the grid nearest to a number. */
    public double nearest(double number) {
        return low + step * Math.clamp(Math.round((number - low) / step), 0L, cardinality() - 1);
    }

    @Override
    public double next(double coordinate) {
        return coordinate >= high ? Double.NaN : coordinate + step;
    }

    @Override
    public long cardinality() {
        return (high - low) / step + 1;
    }
}
