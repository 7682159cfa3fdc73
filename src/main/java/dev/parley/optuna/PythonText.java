package dev.parley.optuna;

import java.math.BigDecimal;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Values of JSON as Python prints them, by its {@code repr}. */
final class PythonText {

    /** From this power of ten on, and below the other, Python writes floats with an exponent. */
    private static final int LARGE = 16;

    private static final int SMALL = -4;

    private PythonText() {}

    static String of(JsonNode node) {
        if (node.isArray()) {
            return node.valueStream().map(PythonText::of).collect(Collectors.joining(", ", "[", "]"));
        }
        if (node.isObject()) {
            return node.properties().stream()
                    .map(field -> quoted(field.getKey()) + ": " + of(field.getValue()))
                    .collect(Collectors.joining(", ", "{", "}"));
        }
        if (node.isString()) {
            return quoted(node.stringValue());
        }
        if (node.isBoolean()) {
            return node.booleanValue() ? "True" : "False";
        }
        if (node.isIntegralNumber()) {
            return node.bigIntegerValue().toString();
        }
        return node.isNumber() ? number(node.doubleValue()) : "None";
    }

    private static String number(double number) {
        if (Double.isNaN(number)) {
            return "nan";
        }
        if (Double.isInfinite(number)) {
            return number > 0 ? "inf" : "-inf";
        }
        if (number == 0) {
            return 1 / number < 0 ? "-0.0" : "0.0";
        }
        // Double.toString has the fewest digits that tell a number from its neighbours, as repr has.
        BigDecimal decimal = new BigDecimal(Double.toString(number)).stripTrailingZeros();
        int exponent = decimal.precision() - decimal.scale() - 1;
        if (exponent < SMALL || exponent >= LARGE) {
            String digits = decimal.movePointLeft(exponent).toPlainString();
            return "%se%s%02d".formatted(digits, exponent < 0 ? "-" : "+", Math.abs(exponent));
        }
        return decimal.scale() > 0 ? decimal.toPlainString() : decimal.toPlainString() + ".0";
    }

    private static String quoted(String text) {
        char quote = text.indexOf('\'') >= 0 && text.indexOf('"') < 0 ? '"' : '\'';
        StringBuilder quoted = new StringBuilder().append(quote);
        for (char c : text.toCharArray()) {
            switch (c) {
                case '\\' -> quoted.append("\\\\");
                case '\n' -> quoted.append("\\n");
                case '\r' -> quoted.append("\\r");
                case '\t' -> quoted.append("\\t");
                default -> quoted.append(c == quote ? "\\" : "").append(c);
            }
        }
        return quoted.append(quote).toString();
    }
}
