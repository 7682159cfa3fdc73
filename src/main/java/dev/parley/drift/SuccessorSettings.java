package dev.parley.drift;

import dev.parley.study.Limits;
import dev.parley.study.StudyName;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Whether a new study is to start where a drift is found, and how.
 *
 * @param create whether it is
 * @param name its name; made of the watched study's and a number if null, or if it is taken by then
 * @param limits its limits; the watched study's if null
 */
@Schema(name = "SuccessorSettings")
record SuccessorSettings(
        @NotNull Boolean create,

        @Pattern(regexp = "^" + StudyName.PATTERN + "$", message = "must match " + StudyName.PATTERN) @Nullable
        String name,

        @Valid @Nullable Limits limits) {

    static final SuccessorSettings NONE = new SuccessorSettings(false, null, null);
}
