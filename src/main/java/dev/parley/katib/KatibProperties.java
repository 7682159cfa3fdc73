package dev.parley.katib;

import dev.parley.study.Project;
import dev.parley.study.StudyName;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How Katib reaches Parley, {@code parley.katib.*}, where {@code parley.katib.enabled} lets it.
 *
 * @param port where; 6789 is where Katib looks. 0 takes any that is free
 * @param address on which address; on the embedded database 127.0.0.1, else every one, if null
 * @param open whether to listen beyond this machine although Katib sends no key, because something in front lets only
 *     Katib reach the port
 * @param project the project of the studies that experiments become
 */
@ConfigurationProperties("parley.katib")
record KatibProperties(
        @DefaultValue("6789") int port,
        @Nullable InetAddress address,
        @DefaultValue("false") boolean open,
        @DefaultValue("default") String project) {

    KatibProperties {
        if (port < 0 || port > 65_535) {
            throw new IllegalArgumentException("parley.katib.port must be between 0 and 65535, not " + port);
        }
        if (!StudyName.isValid(project)) {
            throw new IllegalArgumentException(
                    "parley.katib.project is '" + project + "', which does not match " + StudyName.PATTERN);
        }
    }

    InetSocketAddress socket() {
        return address == null ? new InetSocketAddress(port) : new InetSocketAddress(address, port);
    }

    Project owner() {
        return new Project(project);
    }
}
