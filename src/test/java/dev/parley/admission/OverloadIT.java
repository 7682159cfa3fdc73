package dev.parley.admission;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.RawClient;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;
import org.springframework.transaction.support.TransactionTemplate;

/** More than can be served: the database keeps every request of one study waiting until it is let go. */
@IntegrationTest
@TestPropertySource(
        properties = {
            "parley.admission.places=2",
            "parley.admission.room=2",
            "parley.admission.patience=30s",
            "parley.admission.lapse=30s",
            "parley.admission.bulk-places=1",
            "parley.admission.body-patience=300ms",
            "server.tomcat.connection-timeout=5s"
        })
class OverloadIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
         "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "random", "seed": 1}}
        """;

    @LocalServerPort
    int port;

    @Autowired
    JdbcClient database;

    @Autowired
    TransactionTemplate transactions;

    @Autowired
    Places places;

    private final ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    @AfterEach
    void end() {
        threads.shutdownNow();
    }

    @Test
    void refusesWithARetryAfterWhatThereIsNoRoomForAndServesTheRest() {
        String study = study();
        int running = client.askOne(study).path("number").asInt();
        List<Future<Answer>> served = new ArrayList<>();
        whileHeld(study, () -> {
            for (int i = 1; i <= 4; i++) {
                served.add(threads.submit(() -> client.study("POST", study + "/ask", "{}")));
                awaitBusy(i);
            }
            Answer refused = client.study("POST", study + "/ask", "{}");
            assertThat(refused.status()).isEqualTo(429);
            assertThat(refused.body().path("type").asString()).endsWith("/overloaded");
            assertThat(refused.headers().firstValue("Content-Type")).hasValue("application/problem+json");
            assertThat(refused.headers().firstValue("Retry-After"))
                    .hasValueSatisfying(
                            seconds -> assertThat(Integer.parseInt(seconds)).isBetween(1, 5));
            for (String path : List.of("/actuator/health/liveness", "/actuator/health/readiness")) {
                client.send("GET", path, "").expect(200);
            }
            served.add(threads.submit(() -> client.tell(study, running, 0.5)));
            awaitBusy(5);
        });
        assertThat(served)
                .allSatisfy(answer ->
                        assertThat(answer.get(10, TimeUnit.SECONDS).status()).isEqualTo(200));
        assertThat(client.send("GET", "/actuator/health", "").status()).isEqualTo(200);
        client.ask(study, "{}");
    }

    @Test
    void aBodyThatIsNeverFinishedTakesNobodysPlace() throws IOException {
        String study = study();
        List<RawClient> halves = new ArrayList<>();
        try {
            for (int i = 0; i < 20; i++) {
                RawClient half = new RawClient(port);
                halves.add(half);
                half.send("POST", "/api/v1/studies/" + study + "/ask", 1_000, "{\"worker\": \"slow");
            }
            client.ask(study, "{}");
            client.study("GET", study, "").expect(200);
        } finally {
            for (RawClient half : halves) {
                half.close();
            }
        }
    }

    @Test
    void aLargeBodyThatIsNeverFinishedLeavesSmallOnesTheirPlaces() throws IOException {
        String study = study();
        try (RawClient half = new RawClient(port)) {
            half.send("POST", "/api/v1/studies/" + study + "/trials", 1_000_000, "{\"trials\": [");
            client.ask(study, "{}");
        }
    }

    @Test
    void aBodyThatTricklesIsGivenUp() throws IOException {
        String study = study();
        for (int length : List.of(1_000, 1_000_000)) {
            try (RawClient trickle = new RawClient(port)) {
                trickle.send("POST", "/api/v1/studies/" + study + "/ask", length, "{\"worker\": \"");
                assertThat(trickle.answerWhileTrickling("a", Duration.ofMillis(20)))
                        .startsWith("HTTP/1.1 408")
                        .contains("https://parley.dev/problems/too-slow");
            }
        }
    }

    private String study() {
        String name = Api.freshName();
        client.create(name, STUDY);
        return name;
    }

    private void awaitBusy(int requests) {
        await().atMost(Duration.ofSeconds(10))
                .pollInterval(Duration.ofMillis(5))
                .until(() -> places.working() + places.waiting() == requests);
    }

    /** Does something while another transaction holds the study's row. */
    private void whileHeld(String study, Runnable work) {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch done = new CountDownLatch(1);
        Future<?> holding = threads.submit(() -> transactions.executeWithoutResult(status -> {
            database.sql("""
                select p.study_id from study_progress p join study s using (study_id)
                where s.name = :name for update of p\
                """).param("name", study).query().singleColumn();
            held.countDown();
            awaitDone(done);
        }));
        try {
            assertThat(held.await(10, TimeUnit.SECONDS)).isTrue();
            work.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            done.countDown();
        }
        assertThat(holding).succeedsWithin(Duration.ofSeconds(10));
    }

    private static void awaitDone(CountDownLatch done) {
        try {
            done.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
