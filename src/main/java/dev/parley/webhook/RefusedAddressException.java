package dev.parley.webhook;

import java.io.IOException;

/** Ends an attempt to connect to an address that messages may not go to. It does not say which: names inside a network are secrets. */
final class RefusedAddressException extends IOException {

    private static final long serialVersionUID = 1L;

    RefusedAddressException() {
        super("the host is not on the public internet");
    }
}
