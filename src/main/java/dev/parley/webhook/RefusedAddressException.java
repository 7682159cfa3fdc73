package dev.parley.webhook;

import java.io.IOException;
import java.net.InetAddress;

/** Ends an attempt to connect to an address that messages may not go to. */
final class RefusedAddressException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedAddressException(InetAddress address) {
        super("the address " + address.getHostAddress() + " is not one of the public internet");
    }
}
