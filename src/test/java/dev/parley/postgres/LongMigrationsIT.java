package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.parley.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.callback.Callback;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Migrations that take longer than a connection may be silent. */
class LongMigrationsIT {

    @TempDir
    Path migrations = Path.of("target");

    @Test
    void takeTheirTime() throws IOException {
        Files.writeString(migrations.resolve("V1__slow.sql"), "SELECT pg_sleep(5)");

        assertThatThrownBy(() -> migrate("hurried"))
                .isInstanceOf(FlywayException.class)
                .hasMessageContaining("I/O error");
        assertThat(migrate("patient", new LongMigrations())).isOne();
    }

    /** Migrates a schema over connections that may be silent for three seconds; answers how many migrations there were. */
    private int migrate(String schema, Callback... callbacks) {
        TestDatabase database = TestDatabase.get();
        String separator = database.url().contains("?") ? "&" : "?";
        return Flyway.configure()
                .dataSource(database.url() + separator + "socketTimeout=3", database.username(), database.password())
                .schemas(schema)
                .locations("filesystem:" + migrations)
                .callbacks(callbacks)
                .load()
                .migrate()
                .migrationsExecuted;
    }
}
