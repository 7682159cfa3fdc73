package dev.parley.katib;

import api.v1.beta1.Api.Distribution;
import api.v1.beta1.Api.FeasibleSpace;
import api.v1.beta1.Api.ParameterSpec;
import dev.parley.optimizer.space.Scale;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import dev.parley.study.ParameterDefinition.OrdinalDefinition;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import org.jspecify.annotations.Nullable;

/** Reads one parameter of an experiment, and says of each fault where it is and what would be right. */
final class ParameterReading {

    /** Longer ones are no numbers that anybody wrote. */
    private static final int LONGEST_NUMBER = 64;

    private final ParameterSpec spec;
    private final FeasibleSpace feasible;
    private final List<String> faults;

    private ParameterReading(ParameterSpec spec, List<String> faults) {
        this.spec = spec;
        this.feasible = spec.getFeasibleSpace();
        this.faults = faults;
    }

    /** The parameter; null, and faults more, where it cannot be read. */
    static @Nullable SearchedParameter read(ParameterSpec spec, List<String> faults) {
        return new ParameterReading(spec, faults).parameter();
    }

    private @Nullable SearchedParameter parameter() {
        if (spec.getName().isBlank()) {
            faults.add("a parameter has no name: give it one");
            return null;
        }
        return switch (spec.getParameterType()) {
            case DOUBLE -> isRange() ? real() : null;
            case INT -> isRange() ? whole() : null;
            case DISCRETE -> isList() ? discrete() : null;
            case CATEGORICAL -> isList() ? categorical() : null;
            case UNKNOWN_TYPE, UNRECOGNIZED -> fault("parameterType must be double, int, discrete or categorical");
        };
    }

    private boolean isRange() {
        if (feasible.getListCount() > 0) {
            fault("feasibleSpace.list must be left out: parameters of type %s have min and max".formatted(type()));
            return false;
        }
        return true;
    }

    private boolean isList() {
        if (!feasible.getMin().isEmpty()
                || !feasible.getMax().isEmpty()
                || !feasible.getStep().isEmpty()) {
            fault("feasibleSpace.min, max and step must be left out: parameters of type %s have a list"
                    .formatted(type()));
            return false;
        }
        if (feasible.getListCount() == 0) {
            fault("feasibleSpace.list must hold at least one value");
            return false;
        }
        if (scale() != Scale.LINEAR) {
            fault("feasibleSpace.distribution must be left out: parameters of type %s have none".formatted(type()));
            return false;
        }
        return true;
    }

    private @Nullable SearchedParameter real() {
        BigDecimal min = number("min", feasible.getMin());
        BigDecimal max = number("max", feasible.getMax());
        BigDecimal step = feasible.getStep().isEmpty() ? null : number("step", feasible.getStep());
        Scale scale = scale();
        if (scale == null || !isSound(min, max, step, scale) || min == null || max == null) {
            return null;
        }
        if (step != null && scale == Scale.LOG) {
            return fault("feasibleSpace.step must be left out with the distribution logUniform");
        }
        return SearchedParameter.of(new FloatDefinition(
                spec.getName(),
                min.doubleValue(),
                onGrid(min, max, step).doubleValue(),
                step == null ? null : (Double) step.doubleValue(),
                scale,
                null,
                null));
    }

    private @Nullable SearchedParameter whole() {
        BigDecimal min = wholeNumber("min", feasible.getMin());
        BigDecimal max = wholeNumber("max", feasible.getMax());
        BigDecimal step = feasible.getStep().isEmpty() ? BigDecimal.ONE : wholeNumber("step", feasible.getStep());
        Scale scale = scale();
        if (scale == null || step == null || !isSound(min, max, step, scale) || min == null || max == null) {
            return null;
        }
        if (scale == Scale.LOG && step.compareTo(BigDecimal.ONE) != 0) {
            return fault("feasibleSpace.step must be 1 or left out with the distribution logUniform");
        }
        return SearchedParameter.of(new IntDefinition(
                spec.getName(),
                min.longValueExact(),
                onGrid(min, max, step).longValueExact(),
                step.longValueExact(),
                scale,
                null,
                null));
    }

    /** In ascending order, whatever the order of the list, so that neighbours are near each other. */
    private @Nullable SearchedParameter discrete() {
        Map<Object, String> texts = new LinkedHashMap<>();
        for (String text : feasible.getListList()) {
            BigDecimal number = number("list", text);
            if (number == null) {
                return null;
            }
            if (texts.putIfAbsent(SearchedParameter.number(text), text) != null) {
                return fault("feasibleSpace.list must hold %s once".formatted(text));
            }
        }
        List<Object> values = texts.keySet().stream()
                .sorted(Comparator.comparingDouble(value -> ((Number) value).doubleValue()))
                .toList();
        return new SearchedParameter(
                spec.getName(), new OrdinalDefinition(spec.getName(), List.copyOf(values), null, null), texts);
    }

    private @Nullable SearchedParameter categorical() {
        SequencedMap<Object, String> texts = new LinkedHashMap<>();
        for (String text : feasible.getListList()) {
            if (texts.putIfAbsent(text, text) != null) {
                return fault("feasibleSpace.list must hold \"%s\" once".formatted(text));
            }
        }
        return new SearchedParameter(
                spec.getName(),
                new CategoricalDefinition(spec.getName(), List.copyOf(texts.keySet()), null, null),
                texts);
    }

    /** Null, with a fault, for a distribution that Parley has not. */
    private @Nullable Scale scale() {
        Distribution distribution = feasible.getDistribution();
        return switch (distribution) {
            case DISTRIBUTION_UNSPECIFIED, UNIFORM -> Scale.LINEAR;
            case LOG_UNIFORM -> Scale.LOG;
            case NORMAL, LOG_NORMAL, UNRECOGNIZED -> {
                fault("feasibleSpace.distribution must be uniform or logUniform, not "
                        + switch (distribution) {
                            case NORMAL -> "normal";
                            case LOG_NORMAL -> "logNormal";
                            default -> "an unknown one";
                        });
                yield null;
            }
        };
    }

    private boolean isSound(
            @Nullable BigDecimal min, @Nullable BigDecimal max, @Nullable BigDecimal step, Scale scale) {
        if (min == null || max == null) {
            return false;
        }
        int before = faults.size();
        if (max.compareTo(min) < 0) {
            fault("feasibleSpace.max (%s) must not be below min (%s)".formatted(feasible.getMax(), feasible.getMin()));
        }
        if (scale == Scale.LOG && min.signum() <= 0) {
            fault("feasibleSpace.min must be above 0 with the distribution logUniform, not " + feasible.getMin());
        }
        if (step != null && step.signum() <= 0) {
            fault("feasibleSpace.step must be above 0, not " + feasible.getStep());
        }
        return faults.size() == before;
    }

    /** The largest value that is a whole number of steps above the least, as Katib counts. */
    private static BigDecimal onGrid(BigDecimal min, BigDecimal max, @Nullable BigDecimal step) {
        return step == null
                ? max
                : min.add(max.subtract(min).divide(step, 0, RoundingMode.FLOOR).multiply(step));
    }

    private @Nullable BigDecimal wholeNumber(String field, String text) {
        BigDecimal number = number(field, text);
        if (number == null) {
            return null;
        }
        if (number.stripTrailingZeros().scale() > 0 || number.abs().compareTo(BigDecimal.valueOf(1L << 53)) >= 0) {
            fault("feasibleSpace.%s must be a whole number within ±(2^53 − 1), not \"%s\"".formatted(field, text));
            return null;
        }
        return number;
    }

    /** A number as a double holds it; null, with a fault, where there is none. */
    private @Nullable BigDecimal number(String field, String text) {
        try {
            if (text.length() <= LONGEST_NUMBER) {
                double number = new BigDecimal(text.strip()).doubleValue();
                if (Double.isFinite(number)) {
                    return BigDecimal.valueOf(number);
                }
            }
        } catch (NumberFormatException none) {
            // said below
        }
        fault(
                text.isEmpty()
                        ? "feasibleSpace.%s must be given".formatted(field)
                        : "feasibleSpace.%s must be a number, not \"%s\"".formatted(field, shortened(text)));
        return null;
    }

    private static String shortened(String text) {
        return text.length() <= LONGEST_NUMBER ? text : text.substring(0, LONGEST_NUMBER) + "…";
    }

    private String type() {
        return switch (spec.getParameterType()) {
            case DOUBLE -> "double";
            case INT -> "int";
            case DISCRETE -> "discrete";
            case CATEGORICAL -> "categorical";
            case UNKNOWN_TYPE, UNRECOGNIZED -> "parameter";
        };
    }

    private @Nullable SearchedParameter fault(String detail) {
        faults.add("parameter %s: %s".formatted(spec.getName(), detail));
        return null;
    }
}
