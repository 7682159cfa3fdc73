package dev.parley.webhook;

import java.util.Locale;

/** Whether a webhook gets messages. */
enum WebhookState {
    /** It does. */
    ACTIVE,
    /** It does not, until it is enabled. */
    DISABLED;

    /** The state's word, such as {@code active}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
