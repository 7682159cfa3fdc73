package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** The properties that the service understands: Spring Boot's metadata on the class path, and Parley's own. */
final class ServiceProperties {

    /** Parley's properties have no metadata: these are the ones that packaging may set. */
    private static final Set<String> OWN = Set.of(
            "parley.security.open",
            "parley.postgres.data-dir",
            "parley.postgres.durable",
            "parley.katib.enabled",
            "parley.katib.open",
            "parley.katib.project");

    private static final Pattern NAME = Pattern.compile("\"name\"\\s*:\\s*\"([a-z0-9.\\-]+)\"");

    private static final Set<String> VARIABLES = variables();

    private ServiceProperties() {}

    /** Fails unless the environment variable sets a property that exists. */
    static void assertVariableIsKnown(String variable) {
        assertThat(VARIABLES).as("variables that set a property").contains(variable);
    }

    private static Set<String> variables() {
        Set<String> variables = new TreeSet<>();
        OWN.forEach(property -> variables.add(variable(property)));
        ClassLoader loader = ServiceProperties.class.getClassLoader();
        try {
            for (URL metadata :
                    (Iterable<URL>) loader.resources("META-INF/spring-configuration-metadata.json")::iterator) {
                String text = new String(metadata.openStream().readAllBytes(), StandardCharsets.UTF_8);
                NAME.matcher(text)
                        .results()
                        .map((MatchResult result) -> variable(result.group(1)))
                        .forEach(variables::add);
            }
        } catch (IOException e) {
            throw new AssertionError("the class path cannot be read", e);
        }
        return variables;
    }

    private static String variable(String property) {
        return property.replace(".", "_").replace("-", "").toUpperCase(Locale.ROOT);
    }
}
