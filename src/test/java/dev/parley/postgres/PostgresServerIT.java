package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.TestDirectory;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

@ResourceLock(value = Resources.SYSTEM_OUT, mode = ResourceAccessMode.READ)
class PostgresServerIT {

    private Path directory = Path.of("target");

    @BeforeEach
    void chooseDirectory() {
        directory = TestDirectory.create("postgres-it-");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        LeftoverServer.end(directory.resolve("postgres"));
        TestDirectory.delete(directory);
    }

    @Test
    void findsItsDataAgainAfterAStop() throws Exception {
        try (PostgresServer first = PostgresServer.start(directory, true)) {
            execute(first, "CREATE TABLE note (text text)");
            execute(first, "INSERT INTO note VALUES ('kept')");
        }
        // The last checkpoint may take longer than is waited for on a disk that others keep busy.
        await().atMost(Duration.ofSeconds(30))
                .until(() -> Files.notExists(directory.resolve("postgres/postmaster.pid")));
        try (PostgresServer second = PostgresServer.start(directory, true)) {
            assertThat(query(second, "SELECT text FROM note")).isEqualTo("kept");
        }
    }

    @Test
    void findsItsDataAgainAfterAKill() throws Exception {
        Process child = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        PostgresChild.class.getName(),
                        directory.toString())
                .redirectErrorStream(true)
                .start();
        awaitLine(child, "committed");
        child.destroyForcibly().waitFor();
        long leftover = Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
        assertThat(ProcessHandle.of(leftover)).isPresent();

        try (PostgresServer second = PostgresServer.start(directory, true)) {
            assertThat(query(second, "SELECT text FROM note")).isEqualTo("committed");
            assertThat(ProcessHandle.of(leftover).filter(ProcessHandle::isAlive))
                    .isEmpty();
        }
    }

    @Test
    void isDurableUnlessToldOtherwise() throws Exception {
        try (PostgresServer durable = PostgresServer.start(directory, true)) {
            assertThat(query(durable, "SHOW fsync")).isEqualTo("on");
            assertThat(query(durable, "SHOW synchronous_commit")).isEqualTo("on");
            assertThat(query(durable, "SHOW full_page_writes")).isEqualTo("on");
        }
        try (PostgresServer quick = PostgresServer.start(directory, false)) {
            assertThat(query(quick, "SHOW fsync")).isEqualTo("off");
        }
    }

    @Test
    void keepsItsSecretsToItself() throws Exception {
        try (PostgresServer server = PostgresServer.start(directory, false)) {
            Path password = directory.resolve("password");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(password)))
                    .isEqualTo("rw-------");
            assertThat(query(server, "SHOW listen_addresses")).isEqualTo("127.0.0.1");
            assertThat(query(server, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"))
                    .isEqualTo("f");
            for (String role : new String[] {"parley", "postgres"}) {
                assertThatThrownBy(() -> DriverManager.getConnection(server.jdbcUrl(), role, "guess"))
                        .isInstanceOf(SQLException.class)
                        .hasMessageContaining("password authentication failed");
            }
        }
    }

    @Test
    void setsANewPasswordWhereItsFileIsGone() throws Exception {
        String before;
        try (PostgresServer first = PostgresServer.start(directory, false)) {
            before = first.password();
        }
        Files.delete(directory.resolve("password"));
        try (PostgresServer second = PostgresServer.start(directory, false)) {
            assertThat(second.password()).isNotEqualTo(before);
            assertThat(query(second, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void refusesASecondInstanceOnTheSameDirectory() {
        try (PostgresServer first = PostgresServer.start(directory, false)) {
            assertThatThrownBy(() -> PostgresServer.start(directory, false))
                    .isInstanceOf(PostgresStartException.class)
                    .hasMessageContaining("Another Parley is running on the data directory " + directory);
            assertThat(first.jdbcUrl()).startsWith("jdbc:postgresql://127.0.0.1:");
        }
    }

    @Test
    void neverSignalsAForeignProcess() throws Exception {
        Process foreign = new ProcessBuilder("sleep", "600").start();
        try {
            Path cluster = Files.createDirectory(directory.resolve("postgres"));
            Files.writeString(cluster.resolve("postmaster.pid"), foreign.pid() + "\n" + cluster + "\n");
            try (PostgresServer server = PostgresServer.start(directory, false)) {
                assertThat(query(server, "SELECT 1")).isEqualTo("1");
            }
            assertThat(foreign.isAlive()).isTrue();
        } finally {
            foreign.destroyForcibly();
        }
    }

    @Test
    void neverSignalsThePostgresOfAnotherDirectory() throws Exception {
        Path other = Files.createDirectory(directory.resolve("other"));
        Path mine = Files.createDirectories(directory.resolve("mine/postgres"));
        try (PostgresServer server = PostgresServer.start(other, false)) {
            Files.copy(other.resolve("postgres/postmaster.pid"), mine.resolve("postmaster.pid"));
            LeftoverServer.end(mine);
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
    }

    @Test
    void putsAnUnfinishedFirstStartAside() throws Exception {
        Path cluster = Files.createDirectory(directory.resolve("postgres"));
        Files.writeString(cluster.resolve("postgresql.conf"), "");
        try (PostgresServer server = PostgresServer.start(directory, false)) {
            assertThat(query(server, "SELECT 1")).isEqualTo("1");
        }
        try (Stream<Path> files = Files.list(directory)) {
            assertThat(files.map(file -> String.valueOf(file.getFileName())))
                    .anyMatch(name -> name.startsWith("unfinished-"));
        }
    }

    static void execute(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private static String query(PostgresServer server, String sql) throws SQLException {
        try (Connection connection = connect(server);
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            rows.next();
            return String.valueOf(rows.getString(1));
        }
    }

    private static Connection connect(PostgresServer server) throws SQLException {
        return DriverManager.getConnection(server.jdbcUrl(), server.username(), server.password());
    }

    private static void awaitLine(Process process, String wanted) throws IOException {
        StringBuilder seen = new StringBuilder();
        try (BufferedReader output = process.inputReader(StandardCharsets.UTF_8)) {
            for (String line = output.readLine(); line != null; line = output.readLine()) {
                if (line.equals(wanted)) {
                    return;
                }
                seen.append(line).append('\n');
            }
        }
        throw new AssertionError("the child ended: " + seen);
    }
}
