package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Crowd;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.ServiceProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.FileSystemUtils;
import tools.jackson.databind.JsonNode;

/** The service as users run it, on its durable defaults, killed and ended. */
@ResourceLock(value = Resources.SYSTEM_OUT, mode = ResourceAccessMode.READ)
class RecoveryIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1},
                   {"name": "y", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "tpe", "seed": 1}}
        """;

    private static Path root = Path.of("target");

    @BeforeAll
    static void chooseDirectory() throws IOException {
        root = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "recovery-it-");
    }

    @AfterAll
    static void removeDirectory() throws IOException {
        LeftoverServer.end(cluster());
        FileSystemUtils.deleteRecursively(root);
    }

    @Test
    void losesNothingThatItAcknowledgedHoweverOftenItIsKilled() {
        Map<Integer, Double> acknowledged = new ConcurrentHashMap<>();
        Set<Integer> given = ConcurrentHashMap.newKeySet();
        List<String> recoveries = new ArrayList<>();
        ServiceProcess service = ServiceProcess.start(directory());
        try {
            service.client().create("recovery", STUDY);
            for (int round = 1; round <= 2; round++) {
                workUntilKilled(service, acknowledged, given, round * 120);
                long begin = System.nanoTime();
                service = ServiceProcess.start(directory());
                recoveries.add("%.1f s".formatted((System.nanoTime() - begin) / 1e9));
                assertThat(told(service.client())).containsAllEntriesOf(acknowledged);
                new ProgressInvariants(jdbc()).check("recovery");
            }
            int next = service.client().askOne("recovery").path("number").asInt();
            assertThat(given.add(next)).as("number %d is new", next).isTrue();
        } finally {
            service.close();
        }
        System.out.printf("%d tells survived two kills; ready again after %s%n", acknowledged.size(), recoveries);
    }

    @Test
    void answersWhatIsUnderWayWhenItIsToldToEnd() throws Exception {
        try (ServiceProcess service = ServiceProcess.start(directory())) {
            ParleyClient client = service.client();
            client.create("graceful", STUDY);
            int number = client.askOne("graceful").path("number").asInt();
            ProcessHandle postmaster = postmaster();
            CompletableFuture<Answer> tell;
            try (Connection connection = connect();
                    Statement statement = connection.createStatement()) {
                connection.setAutoCommit(false);
                statement.execute("""
                    SELECT 1 FROM study_progress JOIN study USING (study_id)
                    WHERE name = 'graceful' FOR UPDATE OF study_progress
                    """);
                tell = CompletableFuture.supplyAsync(() -> client.tell("graceful", number, 0.25));
                await().atMost(Duration.ofSeconds(30)).until(() -> tellsThatWait() == 1);
                service.terminate();
                await().atMost(Duration.ofSeconds(20)).until(() -> !service.listens());
                assertThat(tell).isNotDone();
                connection.rollback();
            }

            assertThat(tell.get(20, TimeUnit.SECONDS)
                            .expect(200)
                            .at("/values/loss")
                            .asDouble())
                    .isEqualTo(0.25);
            assertThat(service.awaitEnd()).isEqualTo(143);
            await().atMost(Duration.ofSeconds(10)).until(() -> !postmaster.isAlive());
            assertThat(cluster().resolve("postmaster.pid")).doesNotExist();
            assertThat(service.log()).noneMatch(line -> line.contains(" ERROR "));
        }
    }

    /** Lets eight workers ask and tell until enough is told; then the service is killed under them. */
    private static void workUntilKilled(
            ServiceProcess service, Map<Integer, Double> acknowledged, Set<Integer> given, int enough) {
        ParleyClient client = service.client();
        Crowd.run(9, worker -> {
            if (worker == 8) {
                await().atMost(Duration.ofSeconds(60))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> acknowledged.size() >= enough);
                service.kill();
                return;
            }
            try {
                while (true) {
                    JsonNode trial = client.askOne("recovery");
                    int number = trial.path("number").asInt();
                    assertThat(given.add(number)).as("number %d is new", number).isTrue();
                    double loss = trial.at("/configuration/x").asDouble() + number;
                    client.tell("recovery", number, loss).expect(200);
                    acknowledged.put(number, loss);
                }
            } catch (UncheckedIOException killed) {
                // The service is gone; what it did not answer need not be there.
            }
        });
    }

    private static Map<Integer, Double> told(ParleyClient client) {
        Map<Integer, Double> told = new ConcurrentHashMap<>();
        String token = "";
        do {
            JsonNode page = client.study("GET", "recovery/trials?state=complete&pageSize=1000" + token, "")
                    .expect(200);
            page.path("trials")
                    .forEach(trial -> told.put(
                            trial.path("number").asInt(),
                            trial.at("/values/loss").asDouble()));
            token = page.path("nextPageToken").asString("");
            token = token.isEmpty() ? "" : "&pageToken=" + token;
        } while (!token.isEmpty());
        return told;
    }

    private static Path directory() {
        return root.resolve("data");
    }

    private static Path cluster() {
        return directory().resolve("postgres");
    }

    private static ProcessHandle postmaster() throws IOException {
        return ProcessHandle.of(Long.parseLong(postmasterLine(0))).orElseThrow();
    }

    /** A line of PostgreSQL's own file about itself: its process comes first, its port fourth. */
    private static String postmasterLine(int line) throws IOException {
        return Files.readAllLines(cluster().resolve("postmaster.pid")).get(line).strip();
    }

    private static String url() {
        try {
            return "jdbc:postgresql://127.0.0.1:" + postmasterLine(3) + "/parley";
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static String password() {
        try {
            return Files.readString(directory().resolve("password")).strip();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private static Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), "parley", password());
    }

    private static JdbcClient jdbc() {
        return JdbcClient.create(new DriverManagerDataSource(url(), "parley", password()));
    }

    /** How many turns of tells wait for a lock; the reaper may wait too, and ends before any tell has come. */
    private static int tellsThatWait() {
        return jdbc().sql("""
            SELECT count(*) FROM pg_stat_activity
            WHERE wait_event_type = 'Lock' AND state = 'active' AND query LIKE 'WITH turn AS%'
            """).query(Integer.class).single();
    }
}
