package dev.parley.webhook;

import dev.parley.problem.FieldFault;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import okhttp3.Dns;
import okhttp3.HttpUrl;
import org.springframework.stereotype.Component;

/**
 * Reads where a webhook's messages are to go, and gathers every fault on the way. It reads URLs as the client does that sends
 * them, and looks up the host's name, which may well mean another address later: whoever connects looks again.
 */
@Component
class TargetReading {

    private static final String POINTER = "/url";

    private final AddressRule rule;
    private final Dns dns;

    TargetReading(AddressRule rule, Dns dns) {
        this.rule = rule;
        this.dns = dns;
    }

    /** The URL in its usual form; it means nothing if faults were added. */
    String read(String text, List<FieldFault> faults) {
        HttpUrl url = HttpUrl.parse(text);
        if (url == null) {
            faults.add(new FieldFault(POINTER, "must be a whole URL that begins with https:// or http://"));
            return text;
        }
        if (!url.username().isEmpty() || !url.password().isEmpty()) {
            faults.add(new FieldFault(POINTER, "must hold no user's name and no password"));
        } else if (url.fragment() != null) {
            faults.add(new FieldFault(POINTER, "must hold no fragment"));
        } else {
            addHostFaults(url.host(), faults);
        }
        return url.toString();
    }

    private void addHostFaults(String host, List<FieldFault> faults) {
        if (rule.allowsPrivate()) {
            return;
        }
        try {
            for (InetAddress address : dns.lookup(host)) {
                if (!rule.allows(address)) {
                    faults.add(new FieldFault(
                            POINTER,
                            "must lead to the public internet, as %s does not; ".formatted(host)
                                    + "parley.webhooks.allow-private-addresses would allow it"));
                    return;
                }
            }
        } catch (UnknownHostException e) {
            faults.add(new FieldFault(POINTER, "must lead to a host that can be found, as this one cannot: " + host));
        }
    }
}
