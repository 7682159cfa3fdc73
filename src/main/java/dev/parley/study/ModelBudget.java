package dev.parley.study;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.PositiveOrZero;
import org.jspecify.annotations.Nullable;

/**
 * What a study may use of its model; unlimited where null.
 *
 * @param calls how many calls
 * @param tokens how many tokens, sent and received
 * @param money how much money, in the currency of the model's price
 */
@Schema(name = "ModelBudget")
public record ModelBudget(
        @Min(0) @Nullable Long calls,
        @Min(0) @Nullable Long tokens,
        @PositiveOrZero @Nullable Double money) {

    /** No bound. */
    public static final ModelBudget NONE = new ModelBudget(null, null, null);

    /** So much of it, from 0 to 1; whole calls and tokens. */
    public ModelBudget times(double share) {
        return new ModelBudget(
                calls == null ? null : (Long) (long) (share * calls),
                tokens == null ? null : (Long) (long) (share * tokens),
                money == null ? null : (Double) (share * money));
    }
}
