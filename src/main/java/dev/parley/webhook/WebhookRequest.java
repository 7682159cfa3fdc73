package dev.parley.webhook;

import dev.parley.study.StudyName;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.NotNull;
import jakarta.validation.constraints.Pattern;
import jakarta.validation.constraints.Size;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A webhook to create.
 *
 * @param url where events are sent: http or https, on the public internet, without a user's name
 * @param events which events; all if null
 * @param study the name of the only study to listen to; all studies of the project if null
 * @param secret what messages are signed with: whsec_ and the Base64 of 24 to 64 bytes; generated, and shown in the answer
 *     alone, if null
 * @param description what it is for, in words
 */
record WebhookRequest(
        @NotBlank @Size(max = WebhookRequest.LONGEST_URL) String url,

        @Size(min = 1) @Nullable List<@NotNull EventType> events,

        @Pattern(regexp = "^" + StudyName.PATTERN + "$", message = "must match " + StudyName.PATTERN) @Nullable
        String study,

        @Nullable String secret,

        @Size(max = WebhookRequest.LONGEST_DESCRIPTION) @Nullable
        String description) {

    static final int LONGEST_URL = 2_000;
    static final int LONGEST_DESCRIPTION = 1_000;

    /** The request but for its secret and its URL, which may hold one. */
    @Override
    public String toString() {
        return "WebhookRequest[events=" + events + ", study=" + study + "]";
    }
}
