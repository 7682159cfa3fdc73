package dev.parley.drift;

import dev.parley.study.Finite;
import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.DecimalMax;
import jakarta.validation.constraints.DecimalMin;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How a finished study is watched.
 *
 * @param trial the number of a complete trial whose configuration is deployed; null where it is the recommended one
 * @param window how many of the latest live measurements are looked at; 100 if null
 * @param significance how probable it may be ever to find a drift where there is none; 0.05 if null
 * @param tolerance by how much worse than promised the live values may be, in the objective's unit; 0 if null
 * @param successor what follows a drift; nothing if null
 */
@Schema(name = "WatchSettings")
record WatchSettings(
        @Min(0) @Nullable Integer trial,
        @Min(2) @Max(DriftRule.LONGEST_WINDOW) @Nullable Integer window,

        @DecimalMin("0.000001") @DecimalMax("0.5") @Nullable Double significance,

        @Finite @Min(0) @Nullable Double tolerance,
        @Valid @Nullable SuccessorSettings successor) {

    /** Those of a study that is watched without a word on how. */
    static final WatchSettings USUAL = new WatchSettings(null, null, null, null, null).withDefaults();

    private static final int USUAL_WINDOW = 100;
    private static final double USUAL_SIGNIFICANCE = 0.05;

    /** The same, with nothing left out that has a default. */
    WatchSettings withDefaults() {
        return new WatchSettings(
                trial,
                window == null ? (Integer) USUAL_WINDOW : window,
                significance == null ? (Double) USUAL_SIGNIFICANCE : significance,
                tolerance == null ? (Double) 0.0 : (Double) (tolerance + 0.0),
                successor == null ? SuccessorSettings.NONE : successor);
    }
}
