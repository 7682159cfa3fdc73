package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** How far a fine-tuning is. */
@Schema(name = "FineTuneState")
public enum FineTuneState {

    /** The examples are counted and the studies parted. */
    BUILDING,

    /** The examples go to the provider. */
    UPLOADING,

    /** The provider trains the model. */
    TRAINING,

    /** The model is compared with its base and with TPE on studies that it has not seen. */
    EVALUATING,

    /** The model may be used. */
    USABLE,

    /** The model is not good enough. */
    REJECTED,

    /** Something went wrong; the reason says what. */
    FAILED,

    /** Somebody wanted it no longer, here or at the provider. */
    CANCELLED;

    /** Whether there is nothing more to do. */
    boolean isFinal() {
        return switch (this) {
            case BUILDING, UPLOADING, TRAINING, EVALUATING -> false;
            case USABLE, REJECTED, FAILED, CANCELLED -> true;
        };
    }

    /** The state's word, such as {@code training}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }

    static FineTuneState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }
}
