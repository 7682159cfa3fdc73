package dev.parley.webhook;

import java.util.Locale;

/** How far a message is. */
enum DeliveryState {
    /** It is to be sent, for the first time or again. */
    WAITING,
    /** The receiver has taken it. */
    DELIVERED,
    /** No attempt is left. */
    FAILED;

    static DeliveryState of(String word) {
        return valueOf(word.toUpperCase(Locale.ROOT));
    }

    /** The state's word, such as {@code waiting}. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
