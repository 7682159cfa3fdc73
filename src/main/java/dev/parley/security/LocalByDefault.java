package dev.parley.security;

import dev.parley.postgres.EmbeddedMode;
import java.util.LinkedHashMap;
import java.util.Map;
import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.Ordered;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/** Makes a service on its embedded database listen on this machine only, unless an address is set. */
class LocalByDefault implements EnvironmentPostProcessor, Ordered {

    private static final String LOCAL = "127.0.0.1";

    @Override
    public int getOrder() {
        return Ordered.LOWEST_PRECEDENCE;
    }

    @Override
    public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
        if (!EmbeddedMode.isOn(environment)) {
            return;
        }
        Map<String, Object> defaults = new LinkedHashMap<>();
        defaults.put("server.address", LOCAL);
        String port = environment.getProperty("management.server.port");
        if (port != null && !port.equals(environment.getProperty("server.port"))) {
            defaults.put("management.server.address", LOCAL);
        }
        defaults.put(Listening.KATIB_ADDRESS, LOCAL);
        environment.getPropertySources().addLast(new MapPropertySource("localByDefault", defaults));
    }
}
