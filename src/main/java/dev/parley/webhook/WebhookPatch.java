package dev.parley.webhook;

import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What to change of a webhook; what is null stays.
 *
 * @param url where events are sent
 * @param events which events
 * @param description what it is for, in words
 * @param enabled false to send nothing, true to send again: what happens from then on, and what still waits
 */
record WebhookPatch(
        @Size(min = 1, max = WebhookRequest.LONGEST_URL) @Nullable
        String url,

        @Size(min = 1) @Nullable List<@NotNull EventType> events,

        @Size(max = WebhookRequest.LONGEST_DESCRIPTION) @Nullable
        String description,

        @Nullable Boolean enabled) {

    /** The change but for the URL, which may hold a secret. */
    @Override
    public String toString() {
        return "WebhookPatch[events=" + events + ", enabled=" + enabled + "]";
    }
}
