package dev.parley.postgres;

import io.zonky.test.db.postgres.embedded.DefaultPostgresBinaryResolver;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.embedded.PgBinaryResolver;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A running PostgreSQL that belongs to this process, and its database {@code parley}. */
public final class PostgresServer implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(PostgresServer.class);
    private static final Duration START_LIMIT = Duration.ofMinutes(2);
    private static final String NAME = "parley";
    private static final String OTHER_WAYS =
            "Set spring.datasource.url to a PostgreSQL of your own, or mend the cause below.";

    private final EmbeddedPostgres server;
    private final FileLock claim;
    private final String password;

    private PostgresServer(EmbeddedPostgres server, FileLock claim, String password) {
        this.server = server;
        this.claim = claim;
        this.password = password;
    }

    /** Starts the database kept in {@code directory}, created there if need be. */
    public static PostgresServer start(Path directory, boolean durable) {
        return start(new DataDirectory(directory), durable);
    }

    static PostgresServer start(DataDirectory directory, boolean durable) {
        requireRunnable();
        try {
            FileLock claim = directory.claim();
            try {
                return start(directory, claim, durable);
            } catch (IOException | SQLException | RuntimeException | Error failure) {
                claim.channel().close();
                throw failure;
            }
        } catch (PostgresStartException said) {
            throw said;
        } catch (IOException | SQLException | RuntimeException | ExceptionInInitializerError failure) {
            throw new PostgresStartException(
                    "The embedded database in " + directory.root() + " cannot start: " + failure.getMessage(),
                    OTHER_WAYS,
                    failure);
        }
    }

    private static void requireRunnable() {
        if ("root".equals(System.getProperty("user.name"))
                && System.getProperty("os.name", "").startsWith("Linux")
                && !LinuxUtils.isUnshareAvailable()) {
            throw new PostgresStartException(
                    "PostgreSQL does not run as root, and `unshare -U` is not allowed here.",
                    "Run Parley as another user, or set spring.datasource.url to a PostgreSQL of your own.",
                    null);
        }
    }

    private static PostgresServer start(DataDirectory directory, FileLock claim, boolean durable)
            throws IOException, SQLException {
        LeftoverServer.end(directory.cluster());
        directory.putAsideUnfinishedCluster();
        boolean isPasswordNew = !directory.isInitialized() || !directory.hasPassword();
        String password = directory.password();
        EmbeddedPostgres server = settings(durable)
                .setDataDirectory(directory.cluster())
                .setOverrideWorkingDirectory(directory.programs().toFile())
                .setPgBinaryResolver(new Programs(directory.programs()))
                .setConnectConfig("password", password)
                .setDataDirectoryCustomizer(cluster -> secure(directory, password, isPasswordNew))
                .start();
        PostgresServer started = new PostgresServer(server, claim, password);
        try {
            started.createDatabase();
            directory.markInitialized();
        } catch (IOException | SQLException | RuntimeException failure) {
            server.close();
            throw failure;
        }
        LOG.info(
                "The embedded database listens on 127.0.0.1:{} and keeps its data in {}",
                server.getPort(),
                directory.root());
        return started;
    }

    private static EmbeddedPostgres.Builder settings(boolean durable) {
        String safe = durable ? "on" : "off";
        return EmbeddedPostgres.builder()
                .setCleanDataDirectory(false)
                .setRegisterShutdownHook(false)
                .setPGStartupWait(START_LIMIT)
                .setLocaleConfig("locale", "C")
                .setServerConfig("listen_addresses", "127.0.0.1")
                .setServerConfig("unix_socket_directories", "")
                .setServerConfig("password_encryption", "scram-sha-256")
                .setServerConfig("fsync", safe)
                .setServerConfig("synchronous_commit", safe)
                .setServerConfig("full_page_writes", safe)
                .setServerConfig("max_connections", "100")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("max_wal_size", "512MB")
                .setServerConfig("timezone", "UTC");
    }

    private static void secure(DataDirectory directory, String password, boolean isPasswordNew) {
        try {
            SuperuserPassword.requireEverywhere(directory.cluster());
            if (isPasswordNew) {
                SuperuserPassword.set(directory, password);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private void createDatabase() throws SQLException {
        try (Connection connection = server.getPostgresDatabase().getConnection();
                Statement statement = connection.createStatement()) {
            if (!exists(statement, "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'")) {
                statement.execute("CREATE ROLE " + NAME + " LOGIN");
            }
            statement.execute("ALTER ROLE " + NAME + " PASSWORD '" + password + "'");
            if (!exists(statement, "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'")) {
                statement.execute("CREATE DATABASE " + NAME + " OWNER " + NAME);
            }
        }
    }

    private static boolean exists(Statement statement, String query) throws SQLException {
        try (ResultSet rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + server.getPort() + "/" + NAME;
    }

    public String username() {
        return NAME;
    }

    public String password() {
        return password;
    }

    /** Stops the server, then gives its directory back. */
    @Override
    public void close() {
        try {
            try {
                server.close();
            } finally {
                claim.channel().close();
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** The programs on the class path; equal for one folder, so that each folder gets a copy. */
    private record Programs(Path folder) implements PgBinaryResolver {

        @Override
        public InputStream getPgBinary(String system, String machineHardware) throws IOException {
            return DefaultPostgresBinaryResolver.INSTANCE.getPgBinary(system, machineHardware);
        }
    }
}
