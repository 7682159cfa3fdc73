import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A PostgreSQL of the bench's own, in a cluster that cluster.sh made: to be started, killed, paused and asked by SQL. */
final class Database implements AutoCloseable {

    /** The service's role and its database. */
    private static final String NAME = "parley";

    private final List<String> command;
    private final Path log;
    private final int port;
    private final String password;
    private Process server;

    /**
     * A database that does not run yet.
     *
     * @param folder where the cluster and its password are
     * @param program the words that start {@code postgres}, the user that it runs as included
     */
    Database(Path folder, List<String> program) {
        try {
            port = Ports.free();
            log = folder.resolve("postgres.log");
            password = Files.readString(folder.resolve("password")).strip();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        command = new ArrayList<>(program);
        command.addAll(List.of("-D", folder.resolve("data").toString(), "-p", Integer.toString(port)));
    }

    /** Starts it and waits until it accepts connections; answers how long that took. */
    Duration start() {
        long begin = System.nanoTime();
        launch();
        awaitAcceptance();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** Starts it without waiting. */
    void launch() {
        try {
            server = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Waits until it accepts connections. */
    void awaitAcceptance() {
        Waiting.until("PostgreSQL to accept connections", Duration.ofSeconds(60), Duration.ofMillis(2), () -> {
            if (!server.isAlive()) {
                throw new IllegalStateException("PostgreSQL ended; see " + log);
            }
            try (Connection connection = connect("postgres")) {
                return connection.isValid(2);
            } catch (SQLException notYet) {
                return false;
            }
        });
    }

    /** Makes the service's role and database. */
    void createService() {
        try (Connection connection = connect("postgres");
                Statement statement = connection.createStatement()) {
            statement.execute("CREATE ROLE %s LOGIN PASSWORD '%s'".formatted(NAME, password));
            statement.execute("CREATE DATABASE %1$s OWNER %1$s".formatted(NAME));
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    int port() {
        return port;
    }

    String password() {
        return password;
    }

    /** A superuser's connection to the service's database. */
    Connection connect() throws SQLException {
        return connect(NAME);
    }

    private Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(
                "jdbc:postgresql://127.0.0.1:%d/%s?connectTimeout=5&socketTimeout=60".formatted(port, database),
                "postgres",
                password);
    }

    /** The rows of a query, each a list of texts. */
    List<List<String>> query(String sql) {
        try (Connection connection = connect();
                Statement statement = connection.createStatement();
                ResultSet found = statement.executeQuery(sql)) {
            int columns = found.getMetaData().getColumnCount();
            List<List<String>> rows = new ArrayList<>();
            while (found.next()) {
                List<String> row = new ArrayList<>(columns);
                for (int i = 1; i <= columns; i++) {
                    row.add(found.getString(i));
                }
                rows.add(row);
            }
            return rows;
        } catch (SQLException e) {
            throw new IllegalStateException(sql, e);
        }
    }

    /** The one figure of a query. */
    long figure(String sql) {
        return Long.parseLong(query(sql).getFirst().getFirst());
    }

    /** How often the server's log tells of an error with this SQLSTATE. */
    long logged(String sqlState) {
        try (var lines = Files.lines(log, StandardCharsets.ISO_8859_1)) {
            return lines.filter(line -> line.contains(" " + sqlState + " ERROR:")).count();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Kills the postmaster where it stands (SIGKILL), and waits until its children have seen that and ended. */
    void kill() {
        List<ProcessHandle> children = server.descendants().toList();
        server.destroyForcibly();
        awaitEnd(children);
    }

    /** Ends it without a checkpoint, as {@code pg_ctl stop -m immediate} does: its next start recovers. */
    void stopAtOnce() {
        List<ProcessHandle> children = server.descendants().toList();
        Signals.send("QUIT", server.pid());
        awaitEnd(children);
    }

    private void awaitEnd(List<ProcessHandle> children) {
        Waiting.until("PostgreSQL's processes to end", Duration.ofSeconds(60), Duration.ofMillis(5),
                () -> !server.isAlive() && children.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Kills one connection's process, after which the postmaster ends all others and recovers. */
    void killABackend() {
        long pid = figure("SELECT pid FROM pg_stat_activity WHERE usename = '" + NAME + "' ORDER BY random() LIMIT 1");
        Signals.send("KILL", pid);
    }

    /** Stops all its processes (SIGSTOP) until {@link #resume}. */
    void pause() {
        Signals.send("STOP", server.pid());
        server.descendants().forEach(child -> Signals.send("STOP", child.pid()));
    }

    void resume() {
        server.descendants().forEach(child -> Signals.send("CONT", child.pid()));
        Signals.send("CONT", server.pid());
    }

    /** Ends every connection of the service. */
    void cutConnections() {
        query("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '" + NAME + "'");
    }

    @Override
    public void close() {
        if (server != null && server.isAlive()) {
            resume();
            stopAtOnce();
        }
    }
}
