package dev.parley.admission;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import org.apache.coyote.AbstractProtocol;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.tomcat.ConfigurableTomcatWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.stereotype.Component;

/**
 * Takes no more connections than the process may have files open, since a server that runs out of them can reach its database
 * no more than its clients can reach it.
 */
@Component
class ConnectionLimit implements WebServerFactoryCustomizer<ConfigurableTomcatWebServerFactory> {

    private static final Logger LOG = LoggerFactory.getLogger(ConnectionLimit.class);

    /** Files that are no clients' connections: classes, the database, models, webhooks. */
    private static final int OTHER_FILES = 1_000;

    @Override
    public void customize(ConfigurableTomcatWebServerFactory factory) {
        factory.addConnectorCustomizers(connector -> {
            if (connector.getProtocolHandler() instanceof AbstractProtocol<?> protocol) {
                protocol.setMaxConnections(within(protocol.getMaxConnections(), mostFiles()));
            }
        });
    }

    /** The wanted number of connections, or what the limit of open files leaves for them. */
    static int within(int wanted, long mostFiles) {
        long left = Math.max(mostFiles / 2, mostFiles - OTHER_FILES);
        if (wanted <= left) {
            return wanted;
        }
        LOG.warn(
                "This process may have {} files open, so it takes {} connections, not {}; raise the limit (ulimit -n).",
                mostFiles,
                left,
                wanted);
        return Math.toIntExact(left);
    }

    private static long mostFiles() {
        return ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean system
                ? system.getMaxFileDescriptorCount()
                : Long.MAX_VALUE;
    }
}
