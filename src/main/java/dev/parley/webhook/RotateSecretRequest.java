package dev.parley.webhook;

import io.swagger.v3.oas.annotations.media.Schema;
import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import org.jspecify.annotations.Nullable;

/**
 * How a webhook changes its secret.
 *
 * @param formerHours for how many hours messages are signed with the secrets before too, so that receivers can change over; 24 if
 *     null, and 0 where one of them is known to others
 */
@Schema(name = "RotateSecretRequest")
record RotateSecretRequest(@Min(0) @Max(168) @Nullable Integer formerHours) {

    private static final int USUAL = 24;

    int hours() {
        return formerHours == null ? USUAL : formerHours;
    }
}
