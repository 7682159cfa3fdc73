package dev.parley.llm.model;

import dev.parley.study.ModelNames;
import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/**
 * A model that was fine-tuned on a project's studies. No other project knows it.
 *
 * @param name what the project's studies call it
 * @param base the configured model that it was made of, whose server, key, price and pace it has
 * @param purpose what it was taught
 * @param model the name that the provider knows it by
 * @param standing whether it may be used
 */
public record TunedModel(String name, String base, String purpose, String model, Standing standing) {

    /** What a model was taught that predicts scores and proposes nothing; the others propose and predict nothing. */
    private static final String TO_PREDICT = "surrogate";

    /** Whether it may be used for this. */
    public boolean isUsable(ModelNames.Use use) {
        return standing == Standing.USABLE && purpose.equals(TO_PREDICT) == (use == ModelNames.Use.PREDICTIONS);
    }

    /** Whether a fine-tuned model may be used. */
    @Schema(name = "TunedModelStanding")
    public enum Standing {
        /** It is being evaluated. */
        CANDIDATE,
        /** It was better than its base, as far as that was asked for. */
        USABLE,
        /** It was not. */
        REJECTED;

        /** The standing's word, such as {@code usable}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }

        static Standing of(String word) {
            return valueOf(word.toUpperCase(Locale.ROOT));
        }
    }
}
