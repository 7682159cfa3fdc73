package dev.parley.llm.model;

import io.swagger.v3.oas.annotations.media.Schema;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a model costs, in US dollars for a million tokens.
 *
 * @param input of tokens in
 * @param output of tokens out
 */
@Schema(name = "ModelPrice")
public record Price(
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) BigDecimal input,
        @Schema(requiredMode = Schema.RequiredMode.REQUIRED) BigDecimal output) {

    private static final int MILLION = 6;

    public Price(@Nullable BigDecimal input, @Nullable BigDecimal output) {
        this.input = checked("input", input);
        this.output = checked("output", output);
    }

    /** What so many tokens cost, in US dollars, exactly. */
    public BigDecimal of(Tokens tokens) {
        return input.multiply(BigDecimal.valueOf(tokens.input()))
                .add(output.multiply(BigDecimal.valueOf(tokens.output())))
                .movePointLeft(MILLION);
    }

    private static BigDecimal checked(String name, @Nullable BigDecimal price) {
        if (price == null || price.signum() < 0) {
            throw new IllegalArgumentException(
                    "price." + name + " must be zero or more, in US dollars for a million tokens; it is " + price);
        }
        return price;
    }
}
