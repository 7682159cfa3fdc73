package dev.parley.security;

import java.net.InetAddress;
import org.jspecify.annotations.Nullable;

/** Without keys, the service would be open to everybody who reaches the machine. */
final class OpenListeningException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final String property;

    OpenListeningException(String property, @Nullable InetAddress address) {
        super("Without keys, Parley would let everybody on the network do everything: it is to listen on "
                + (address == null ? "every address" : address.getHostAddress()) + " (" + property + ").");
        this.property = property;
    }

    String property() {
        return property;
    }
}
