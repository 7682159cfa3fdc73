package dev.parley.postgres;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.ParleyApplication;
import dev.parley.testing.Crowd;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.TcpRelay;
import dev.parley.testing.TestDirectory;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A database that dies under the running service and comes back. */
@ResourceLock(value = Resources.SYSTEM_OUT, mode = ResourceAccessMode.READ)
class DatabaseAwayIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "tpe", "seed": 1}}
        """;

    private Path directory = Path.of("target");

    @BeforeEach
    void chooseDirectory() {
        directory = TestDirectory.create("away-it-");
    }

    @AfterEach
    void removeDirectory() throws IOException {
        LeftoverServer.end(directory.resolve("postgres"));
        TestDirectory.delete(directory);
    }

    @Test
    void saysThatTheDatabaseIsAwayAndWorksByItselfOnceItIsBack() throws IOException {
        PostgresServer first = PostgresServer.start(directory, true);
        try (TcpRelay relay = new TcpRelay(port(first));
                ConfigurableApplicationContext service = service(first, relay)) {
            ParleyClient client =
                    new ParleyClient(service.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
            client.create("away", STUDY);
            int told = client.askOne("away").path("number").asInt();
            int running = client.askOne("away").path("number").asInt();
            client.tell("away", told, 0.5).expect(200);

            killDatabase();
            assertThat(answers(client, running)).allSatisfy(DatabaseAwayIT::saysThatTheDatabaseIsAway);
            assertThat(Crowd.atOnce(40, number -> client.study("POST", "away/ask", "{}")))
                    .allSatisfy(DatabaseAwayIT::saysThatTheDatabaseIsAway);
            assertThat(client.send("GET", "/actuator/health/readiness", "").status())
                    .isEqualTo(503);
            assertThat(client.send("GET", "/actuator/health/liveness", "").status())
                    .isEqualTo(200);

            giveBack(first);
            try (PostgresServer second = PostgresServer.start(directory, true)) {
                relay.to(port(second));
                long back = System.nanoTime();
                await().atMost(Duration.ofSeconds(30))
                        .pollInterval(Duration.ofMillis(50))
                        .until(() -> client.study("GET", "away", "").status() == 200);
                assertThat((System.nanoTime() - back) / 1e9)
                        .as("seconds until it works again")
                        .isLessThan(2);
                assertThat(answers(client, running)).extracting(Answer::status).containsOnly(200);
                assertThat(client.study("GET", "away/trials/" + told, "")
                                .expect(200)
                                .at("/values/loss")
                                .asDouble())
                        .isEqualTo(0.5);
                assertThat(client.send("GET", "/actuator/health/readiness", "").status())
                        .isEqualTo(200);
                new ProgressInvariants(service.getBean(JdbcClient.class)).check("away");
                service.close();
            }
        }
    }

    /** One request of each kind: reading and writing, with and without a lock. */
    private static List<Answer> answers(ParleyClient client, int running) {
        return List.of(
                client.study("POST", "away/ask", "{}"),
                client.study("POST", "away/ask", "{}", "Idempotency-Key", "away"),
                client.tell("away", running, 0.25),
                client.study("GET", "away", ""),
                client.study("GET", "away/trials?order=value", ""),
                client.study("GET", "away/best", ""),
                client.study("PUT", "away", STUDY),
                client.study("POST", "away/resume", ""));
    }

    private static void saysThatTheDatabaseIsAway(Answer answer) {
        assertThat(answer.status()).as("%s", answer.body()).isEqualTo(503);
        assertThat(answer.headers().firstValue("Retry-After"))
                .hasValueSatisfying(
                        seconds -> assertThat(Integer.parseInt(seconds)).isPositive());
        assertThat(answer.headers().firstValue("Content-Type"))
                .hasValueSatisfying(type -> assertThat(type).startsWith("application/problem+json"));
        assertThat(answer.body().path("type").asString()).endsWith("/database-unavailable");
    }

    private static ConfigurableApplicationContext service(PostgresServer server, TcpRelay relay) {
        return new SpringApplicationBuilder(ParleyApplication.class)
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--spring.datasource.url=jdbc:postgresql://127.0.0.1:" + relay.port() + "/parley",
                        "--spring.datasource.username=" + server.username(),
                        "--spring.datasource.password=" + server.password(),
                        "--spring.datasource.hikari.connection-timeout=1000",
                        "--parley.model-search.variables=false",
                        "--parley.model-search.ollama=false");
    }

    private static int port(PostgresServer server) {
        return URI.create(server.jdbcUrl().substring("jdbc:".length())).getPort();
    }

    /** Kills the postmaster of our own directory, and waits until all that it had started have gone too. */
    private void killDatabase() throws IOException {
        long pid = Long.parseLong(Files.readAllLines(directory.resolve("postgres/postmaster.pid"))
                .getFirst()
                .strip());
        ProcessHandle postmaster = ProcessHandle.of(pid).orElseThrow();
        List<ProcessHandle> all = postmaster.descendants().toList();
        assertThat(postmaster.destroyForcibly()).isTrue();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> !postmaster.isAlive() && all.stream().noneMatch(ProcessHandle::isAlive));
    }

    /** Gives the directory back; the server itself is gone. */
    private static void giveBack(PostgresServer killed) {
        try {
            killed.close();
        } catch (RuntimeException expected) {
            // It cannot stop what does not run.
        }
    }
}
