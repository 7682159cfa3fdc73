package dev.parley.security;

import dev.parley.postgres.EmbeddedMode;
import java.net.InetAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.core.env.Environment;

/** Where the service listens, and whether it may do so with the keys it has. */
final class Listening {

    static final String KATIB_ENABLED = "parley.katib.enabled";
    static final String KATIB_ADDRESS = "parley.katib.address";

    private final AccessProperties access;
    private final boolean isEmbedded;
    private final @Nullable InetAddress address;
    private final boolean hasOwnManagementPort;
    private final @Nullable InetAddress managementAddress;
    private final boolean letsKatibIn;
    private final boolean isOpenToKatib;
    private final @Nullable InetAddress katibAddress;

    Listening(AccessProperties access, Environment environment) {
        Binder binder = Binder.get(environment);
        this.access = access;
        this.isEmbedded = EmbeddedMode.isOn(environment);
        this.address = binder.bind("server.address", InetAddress.class).orElse(null);
        this.managementAddress =
                binder.bind("management.server.address", InetAddress.class).orElse(null);
        int port = binder.bind("server.port", Integer.class).orElse(8080);
        int managementPort =
                binder.bind("management.server.port", Integer.class).orElse(port);
        this.letsKatibIn = environment.getProperty(KATIB_ENABLED, Boolean.class, false);
        this.isOpenToKatib = environment.getProperty("parley.katib.open", Boolean.class, false);
        this.katibAddress = binder.bind(KATIB_ADDRESS, InetAddress.class).orElse(null);
        this.hasOwnManagementPort = managementPort >= 0 && managementPort != port;
    }

    /** Whether only this machine's own names are served. */
    boolean isForThisMachineOnly() {
        return isLoopback(address)
                && !access.open()
                && (isEmbedded || access.keys().isEmpty());
    }

    /** Refuses to listen beyond this machine where everybody could do everything. */
    void check() {
        checkKatib();
        if (!access.keys().isEmpty() || access.open()) {
            return;
        }
        if (!isLoopback(address)) {
            throw new OpenListeningException("server.address", address);
        }
        if (hasOwnManagementPort && !isLoopback(managementAddress)) {
            throw new OpenListeningException("management.server.address", managementAddress);
        }
    }

    /** Katib sends no key: that there are keys protects nothing where it comes in. */
    private void checkKatib() {
        if (letsKatibIn && !isOpenToKatib && !access.open() && !isLoopback(katibAddress)) {
            throw OpenListeningException.toKatib(KATIB_ADDRESS, katibAddress);
        }
    }

    private static boolean isLoopback(@Nullable InetAddress address) {
        return address != null && address.isLoopbackAddress();
    }
}
