package dev.parley.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** The service would be open to everybody who reaches the machine. */
final class OpenListeningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String property;
    private final boolean isToKatib;

    /** Without keys. */
    OpenListeningException(String property, @Nullable InetAddress address) {
        this("Without keys, Parley would let everybody on the network do everything", property, address, false);
    }

    private OpenListeningException(String why, String property, @Nullable InetAddress address, boolean isToKatib) {
        super(why + ": it is to listen on " + (address == null ? "every address" : address.getHostAddress()) + " ("
                + property + ").");
        this.property = property;
        this.isToKatib = isToKatib;
    }

    /** At the port for Katib, which never sends a key. */
    static OpenListeningException toKatib(String property, @Nullable InetAddress address) {
        return new OpenListeningException(
                "Katib sends no key, so Parley would answer everybody on the network who speaks as Katib does",
                property,
                address,
                true);
    }

    String property() {
        return property;
    }

    boolean isToKatib() {
        return isToKatib;
    }
}
