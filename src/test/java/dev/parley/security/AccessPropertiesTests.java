package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AccessPropertiesTests {

    private static final String HASH = KeyRing.hash("secret");

    @Test
    void readsAKeyWithItsDefaultProject() {
        AccessProperties access = bind(Map.of("name", "ada", "hash", HASH, "role", "worker"), Map.of());
        assertThat(access.keys()).containsExactly(new AccessKey("ada", HASH, "default", Role.WORKER));
        assertThat(access.open()).isFalse();
        KeyRing keys = new KeyRing(access.keys());
        assertThat(keys.find("secret")).isPresent();
        assertThat(keys.find("Secret")).isEmpty();
    }

    @Test
    void refusesWhatCannotBeAKey() {
        assertRefused(Map.of("hash", HASH, "role", "admin"), "every key needs a name");
        assertRefused(Map.of("name", "ada", "role", "admin"), "'ada' needs a hash of the form sha256:");
        assertRefused(Map.of("name", "ada", "hash", "secret", "role", "admin"), "'ada' needs a hash of the form");
        assertRefused(Map.of("name", "ada", "hash", HASH), "'ada' needs a role: reader, worker or admin");
        assertRefused(
                Map.of("name", "ada", "hash", HASH, "role", "admin", "project", "A b"), "'ada' has the project 'A b'");
    }

    @Test
    void refusesTwoKeysOfOneNameOrHash() {
        Map<String, String> ada = Map.of("name", "ada", "hash", HASH, "role", "admin");
        assertThatThrownBy(() -> bind(ada, Map.of("name", "ada", "hash", KeyRing.hash("b"), "role", "reader")))
                .hasRootCauseMessage("parley.security.keys has two keys named 'ada'");
        assertThatThrownBy(() -> bind(ada, Map.of("name", "bob", "hash", HASH, "role", "reader")))
                .hasRootCauseMessage("parley.security.keys: 'bob' has the hash of another key");
    }

    private static void assertRefused(Map<String, String> key, String message) {
        assertThatThrownBy(() -> bind(key, Map.of())).rootCause().hasMessageContaining(message);
    }

    private static AccessProperties bind(Map<String, String> first, Map<String, String> second) {
        MapConfigurationPropertySource source = new MapConfigurationPropertySource();
        first.forEach((name, value) -> source.put("parley.security.keys[0]." + name, value));
        second.forEach((name, value) -> source.put("parley.security.keys[1]." + name, value));
        return new Binder(source)
                .bind("parley.security", AccessProperties.class)
                .get();
    }
}
