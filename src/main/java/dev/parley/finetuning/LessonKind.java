package dev.parley.finetuning;

import io.swagger.v3.oas.annotations.media.Schema;
import java.util.Locale;

/** What a model is taught. */
@Schema(name = "FineTuneKind")
public enum LessonKind {

    /** To propose configurations, from a study's history. */
    POLICY,

    /** To predict scores of configurations, from others with their scores. */
    SURROGATE;

    /** The kind's word, such as {@code policy}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
