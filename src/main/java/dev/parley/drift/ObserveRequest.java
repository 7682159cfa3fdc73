package dev.parley.drift;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.Valid;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What the deployed configuration is worth in use: one live measurement, or several in their order.
 *
 * @param values the objective's value by name, of a single measurement
 * @param at when it was taken; now if null
 * @param measurements several measurements, the oldest first, in place of values and at
 */
record ObserveRequest(
        @Schema(example = "{\"accuracy\": 0.948}") @Size(max = 16) @Nullable
        Map<String, @Nullable Double> values,

        @Nullable Instant at,

        @Size(min = 1, max = ObserveRequest.MOST_MEASUREMENTS) @Nullable
        List<@Valid @NotNull LiveMeasurement> measurements) {

    static final int MOST_MEASUREMENTS = 500;

    /**
     * One live measurement.
     *
     * @param values the objective's value by name
     * @param at when it was taken; now if null
     */
    @Schema(name = "LiveMeasurement")
    record LiveMeasurement(
            @Schema(example = "{\"accuracy\": 0.948}") @NotNull @Size(max = 16)
            Map<String, @Nullable Double> values,

            @Nullable Instant at) {}
}
