package dev.parley.postgres;

import java.nio.file.Path;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The embedded database's settings, {@code parley.postgres.*}.
 *
 * @param dataDir where everything is kept: data, programs, password
 * @param durable whether a commit waits for the disk; anything else is for tests
 */
@ConfigurationProperties("parley.postgres")
record PostgresProperties(
        @DefaultValue("parley-data") Path dataDir,
        @DefaultValue("true") boolean durable) {}
