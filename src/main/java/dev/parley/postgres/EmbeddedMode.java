package dev.parley.postgres;

import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;

/** Whether Parley runs on its own database. */
public final class EmbeddedMode {

    private EmbeddedMode() {}

    /** Whether no other database is configured. */
    public static boolean isOn(Environment environment) {
        return !StringUtils.hasText(environment.getProperty("spring.datasource.url"))
                && !StringUtils.hasText(environment.getProperty("spring.datasource.jndi-name"));
    }
}
