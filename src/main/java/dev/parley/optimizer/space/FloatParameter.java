package dev.parley.optimizer.space;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A real number in a closed range.
 *
 * @param name the parameter's name
 * @param low the smallest value
 * @param high the largest value, at least {@code low}
 * @param step the distance between neighbouring values, counted from {@code low}; null where values are continuous
 * @param scale linear, or log (then {@code low} is positive and there is no step)
 * @param defaultValue the value to try first, or null
 * @param when when the parameter is active; always, if null
 */
public record FloatParameter(
        String name,
        double low,
        double high,
        @Nullable Double step,
        Scale scale,
        @Nullable Double defaultValue,
        @Nullable Condition when)
        implements Parameter {

    /** How far, in steps, a stepped value may lie from its grid, for the rounding of clients' arithmetic. */
    private static final double GRID_TOLERANCE = 1e-6;

    public FloatParameter {
        List<Fault> faults = new ArrayList<>();
        if (!Double.isFinite(low)) {
            faults.add(Fault.at("low", "must be a finite number"));
        }
        if (!Double.isFinite(high)) {
            faults.add(Fault.at("high", "must be a finite number"));
        } else if (Double.isFinite(low) && high < low) {
            faults.add(Fault.at("high", "must not be below low"));
        } else if (Double.isFinite(low) && !Double.isFinite(high - low)) {
            faults.add(Fault.at("high", "must be nearer to low: the width of the range must be a finite number"));
        }
        if (scale == Scale.LOG && low <= 0) {
            faults.add(Fault.at("low", "must be positive on a log scale"));
        }
        if (step != null && faults.isEmpty()) {
            faults.addAll(stepFaults(low, high, step, scale));
        }
        InvalidSpaceException.throwIfAny(faults);
        low = low == 0 ? 0 : low;
        high = high == 0 ? 0 : high;
        if (defaultValue != null) {
            try {
                defaultValue = coordinate(low, high, step, defaultValue);
            } catch (InvalidValueException e) {
                throw new InvalidSpaceException(List.of(Fault.at("default", e.detail())));
            }
        }
    }

    private static List<Fault> stepFaults(double low, double high, double step, Scale scale) {
        if (scale == Scale.LOG) {
            return List.of(Fault.at("step", "must be left out on a log scale"));
        }
        if (!Double.isFinite(step) || step <= 0) {
            return List.of(Fault.at("step", "must be a positive number"));
        }
        BigDecimal width = BigDecimal.valueOf(high).subtract(BigDecimal.valueOf(low));
        if (width.compareTo(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(1L << 53))) > 0) {
            return List.of(Fault.at("step", "must be larger: the range has more than 2^53 steps"));
        }
        if (width.remainder(BigDecimal.valueOf(step)).signum() != 0) {
            return List.of(Fault.at("step", "must fit: high - low must be a whole number of steps"));
        }
        return List.of();
    }

    @Override
    public double coordinate(Object value) {
        if (!(value instanceof Number number)) {
            throw new InvalidValueException("must be a number");
        }
        return coordinate(low, high, step, number.doubleValue());
    }

    private static double coordinate(double low, double high, @Nullable Double step, double value) {
        if (step != null && value > low - step && value < high + step) {
            double neighbour = Math.clamp(onGrid(low, step, index(low, step, value)), low, high);
            if (Math.abs(value - neighbour) <= Math.max(GRID_TOLERANCE * step, Math.ulp(neighbour))) {
                return neighbour;
            }
        }
        if (!(value >= low && value <= high)) {
            throw new InvalidValueException("must be between %s and %s".formatted(low, high));
        }
        if (step != null) {
            throw new InvalidValueException("must be a whole number of steps of %s above %s".formatted(step, low));
        }
        return value == 0 ? 0 : value;
    }

    /** The index of the value of the grid nearest to a number; exact, however many steps there are. */
    private static long index(double low, double step, double value) {
        return new BigDecimal(value)
                .subtract(BigDecimal.valueOf(low))
                .divide(BigDecimal.valueOf(step), 0, RoundingMode.HALF_EVEN)
                .longValueExact();
    }

    /** The decimal number {@code low + index · step}, exact in decimal arithmetic, so that it prints short. */
    private static double onGrid(double low, double step, long index) {
        return BigDecimal.valueOf(low)
                .add(BigDecimal.valueOf(step).multiply(BigDecimal.valueOf(index)))
                .doubleValue();
    }

    @Override
    public Double value(double coordinate) {
        return coordinate;
    }

    @Override
    public double quantile(double u) {
        if (step != null) {
            return onGrid(low, step, Math.min((long) (u * cardinality()), cardinality() - 1));
        }
        double value = scale == Scale.LOG
                ? Math.exp(Math.log(low) + u * (Math.log(high) - Math.log(low)))
                : low + u * (high - low);
        return Math.clamp(value, low, high);
    }

    @Override
    public double position(double coordinate) {
        if (step != null) {
            return Math.clamp(((coordinate - low) / step + 0.5) / cardinality(), 0, 1);
        }
        double start = scale == Scale.LOG ? Math.log(low) : low;
        double width = (scale == Scale.LOG ? Math.log(high) : high) - start;
        double place = (scale == Scale.LOG ? Math.log(coordinate) : coordinate) - start;
        return width > 0 ? Math.clamp(place / width, 0, 1) : 0.5;
    }

    /**
     * The value of the grid nearest to a number; the number itself, moved into the range, where there is no grid. Never
     * −0.0, which equals no coordinate that a client's value has.
     */
    public double nearest(double number) {
        if (step == null) {
            return Math.clamp(number, low, high) + 0.0;
        }
        return onGrid(low, step, Math.clamp(Math.round((number - low) / step), 0L, cardinality() - 1));
    }

    @Override
    public double next(double coordinate) {
        return step == null || coordinate >= high ? Double.NaN : nearest(coordinate + step);
    }

    @Override
    public long cardinality() {
        if (low == high) {
            return 1;
        }
        return step == null
                ? Long.MAX_VALUE
                : BigDecimal.valueOf(high)
                                .subtract(BigDecimal.valueOf(low))
                                .divide(BigDecimal.valueOf(step), 0, RoundingMode.HALF_EVEN)
                                .longValueExact()
                        + 1;
    }
}
