package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** What a fine-tuned model has to be better than, to be usable. */
@Schema(name = "FineTuneBar")
public enum MustBeat {

    /** Better than its base, and no worse than the TPE engine. */
    TPE,

    /** Better than its base. */
    BASE;

    /** The word for it, such as {@code base}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
