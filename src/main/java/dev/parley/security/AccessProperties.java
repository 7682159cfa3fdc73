package dev.parley.security;

import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Who may use this service, {@code parley.security.*}.
 *
 * @param keys the keys; with none, everybody who reaches the service may do everything in the project {@code default}
 * @param open whether to listen beyond this machine without keys, because something in front protects the service
 */
@ConfigurationProperties("parley.security")
record AccessProperties(
        @DefaultValue List<AccessKey> keys,
        @DefaultValue("false") boolean open) {

    AccessProperties {
        keys = List.copyOf(keys);
        Set<String> names = new HashSet<>();
        Set<String> hashes = new HashSet<>();
        for (AccessKey key : keys) {
            if (!names.add(key.name())) {
                throw new IllegalArgumentException("parley.security.keys has two keys named '" + key.name() + "'");
            }
            if (!hashes.add(key.hash())) {
                throw new IllegalArgumentException(
                        "parley.security.keys: '" + key.name() + "' has the hash of another key");
            }
        }
    }
}
