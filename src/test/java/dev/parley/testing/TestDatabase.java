package dev.parley.testing;

import dev.parley.postgres.PostgresServer;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.util.TestPropertyValues;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The database of one run of the tests: started, or created on a given server, when first needed. A {@link SeparateIntegrationTest}
 * gets another one on the same server.
 */
public final class TestDatabase implements ApplicationContextInitializer<ConfigurableApplicationContext> {

    private static final AtomicInteger OWN_ONES = new AtomicInteger();

    private static @Nullable TestDatabase current;

    private final String url;
    private final String username;
    private final String password;
    private final String administrator;

    /** For Spring; the fields stay with {@link #get()}. */
    public TestDatabase() {
        this("", "", "", "");
    }

    private TestDatabase(String url, String username, String password, String administrator) {
        this.url = url;
        this.username = username;
        this.password = password;
        this.administrator = administrator;
    }

    /** The run's database. */
    public static synchronized TestDatabase get() {
        if (current == null) {
            String given = setting("PARLEY_TEST_JDBC_URL");
            current = given == null ? embedded() : created(given);
        }
        return current;
    }

    public String url() {
        return url;
    }

    public String username() {
        return username;
    }

    public String password() {
        return password;
    }

    /** Who may create roles there, with the same password. */
    public String administrator() {
        return administrator;
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        boolean isOwn = "own".equals(context.getEnvironment().getProperty("tests.database"));
        TestDatabase database = isOwn ? get().another() : get();
        TestPropertyValues.of(
                        "spring.datasource.url=" + database.url,
                        "spring.datasource.username=" + database.username,
                        "spring.datasource.password=" + database.password)
                .applyTo(context);
    }

    private TestDatabase another() {
        String name = "parley_test_own_" + ProcessHandle.current().pid() + "_" + OWN_ONES.incrementAndGet();
        execute(url, administrator, password, "CREATE DATABASE %s OWNER %s".formatted(name, username));
        if (administrator.equals(username)) { // on a server that outlives the run
            SpringApplication.getShutdownHandlers()
                    .add(() -> execute(url, administrator, password, "DROP DATABASE " + name + " WITH (FORCE)"));
        }
        return new TestDatabase(named(url, name), username, password, administrator);
    }

    private static String named(String url, String database) {
        return url.replaceFirst("/[^/?]*(?=\\?|$)", "/" + database);
    }

    private static TestDatabase embedded() {
        Path directory = TestDirectory.create("test-postgres-");
        PostgresServer server = PostgresServer.start(directory, false);
        SpringApplication.getShutdownHandlers().add(() -> {
            server.close();
            TestDirectory.delete(directory);
        });
        return new TestDatabase(server.jdbcUrl(), server.username(), server.password(), "postgres");
    }

    private static TestDatabase created(String given) {
        String username = String.valueOf(setting("PARLEY_TEST_JDBC_USERNAME"));
        String password = String.valueOf(setting("PARLEY_TEST_JDBC_PASSWORD"));
        String name = "parley_test_" + ProcessHandle.current().pid() + "_" + System.currentTimeMillis();
        execute(given, username, password, "CREATE DATABASE " + name);
        SpringApplication.getShutdownHandlers()
                .add(() -> execute(given, username, password, "DROP DATABASE " + name + " WITH (FORCE)"));
        return new TestDatabase(named(given, name), username, password, username);
    }

    private static void execute(String url, String username, String password, String sql) {
        try (Connection connection = DriverManager.getConnection(url, username, password);
                Statement statement = connection.createStatement()) {
            statement.execute(sql);
        } catch (SQLException failure) {
            throw new IllegalStateException(sql, failure);
        }
    }

    private static @Nullable String setting(String name) {
        String property = System.getProperty(name);
        return property == null ? System.getenv(name) : property;
    }
}
