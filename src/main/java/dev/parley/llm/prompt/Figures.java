package dev.parley.llm.prompt;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers in the fewest characters: {@code 0.001}, {@code 1000}, {@code 1.5E-7}. */
public final class Figures {

    private static final int MOST_ZEROS = 9;

    private Figures() {}

    /** A finite number with at most this many significant digits. */
    public static BigDecimal rounded(double number, int digits) {
        return shortest(new BigDecimal(number).round(new MathContext(digits)));
    }

    /** A finite number with the digits that tell it from its neighbours. */
    static BigDecimal exact(double number) {
        return shortest(BigDecimal.valueOf(number));
    }

    private static BigDecimal shortest(BigDecimal number) {
        BigDecimal stripped = number.stripTrailingZeros();
        return stripped.scale() < 0 && stripped.scale() >= -MOST_ZEROS ? stripped.setScale(0) : stripped;
    }
}
