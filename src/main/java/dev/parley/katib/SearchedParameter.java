package dev.parley.katib;

import dev.parley.study.ParameterDefinition;
import dev.parley.study.ParameterDefinition.CategoricalDefinition;
import dev.parley.study.ParameterDefinition.FloatDefinition;
import dev.parley.study.ParameterDefinition.IntDefinition;
import dev.parley.study.ParameterDefinition.OrdinalDefinition;
import java.math.BigDecimal;
import java.util.Map;
import java.util.Objects;

/**
 * A parameter of an experiment, whose values are texts to Katib.
 *
 * @param name its name
 * @param definition the same for Parley
 * @param texts how the experiment spells each value of a list; empty where there is no list
 */
record SearchedParameter(String name, ParameterDefinition definition, Map<Object, String> texts) {

    /** As the experiment spells a value; a number in full, without an exponent, which every program reads. */
    String text(Object value) {
        String spelled = texts.get(value instanceof Number ? number(value.toString()) : value);
        if (spelled != null) {
            return spelled;
        }
        return value instanceof Double number
                ? new BigDecimal(Double.toString(number)).toPlainString()
                : value.toString();
    }

    /**
     * The value that a text stands for.
     *
     * @throws NumberFormatException if it is no number where one is wanted
     */
    Object value(String text) {
        return switch (definition) {
            case FloatDefinition d -> new BigDecimal(text.strip()).doubleValue();
            case IntDefinition d -> whole(text);
            case OrdinalDefinition d -> number(text);
            case CategoricalDefinition d -> text;
        };
    }

    private static Long whole(String text) {
        try {
            return new BigDecimal(text.strip()).longValueExact();
        } catch (ArithmeticException notWhole) {
            throw (NumberFormatException) new NumberFormatException(text).initCause(notWhole);
        }
    }

    /** A number of a list: whole ones as such, so that 1 and 1.0 are the same. */
    static Object number(String text) {
        double number = new BigDecimal(text.strip()).doubleValue();
        if (!Double.isFinite(number)) {
            throw new NumberFormatException(text);
        }
        return number == Math.rint(number) && Math.abs(number) < 1L << 53 ? (Object) (long) number : number;
    }

    static SearchedParameter of(ParameterDefinition definition) {
        return new SearchedParameter(Objects.requireNonNullElse(definition.name(), ""), definition, Map.of());
    }
}
