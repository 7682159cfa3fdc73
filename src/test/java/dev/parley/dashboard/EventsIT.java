package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.http.HttpMethod;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Streams of events, as a browser reads them. */
@IntegrationTest
class EventsIT {

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    /** A stream that is read line by line in a thread of its own. */
    private final class Events implements AutoCloseable {

        private final HttpClient client = HttpClient.newHttpClient();
        private final HttpResponse<Stream<String>> response;
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final Thread reader;

        Events(String path) throws Exception {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + "/api/v1" + path))
                    .build();
            response = client.send(request, HttpResponse.BodyHandlers.ofLines());
            reader = Thread.startVirtualThread(() -> {
                try {
                    response.body().forEach(lines::add);
                } catch (RuntimeException e) {
                    // the stream was closed
                }
                lines.add("end");
            });
        }

        String next(String beginning) throws InterruptedException {
            long end = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() < end) {
                String line = lines.poll(100, TimeUnit.MILLISECONDS);
                if (line != null && line.startsWith(beginning)) {
                    return line;
                }
            }
            throw new AssertionError("no line that begins with " + beginning);
        }

        JsonNode data() throws InterruptedException {
            return new JsonMapper().readTree(next("data: ").substring("data: ".length()));
        }

        @Override
        public void close() {
            client.shutdownNow();
            reader.interrupt();
        }
    }

    @Test
    void aStreamBeginsWithHowThingsAreAndTellsEachChangeWithinASecond() throws Exception {
        StudyApi study = api.study();
        study.finish(4);
        try (Events stream = new Events(study.path() + "/events")) {
            assertThat(stream.response.headers().firstValue("Content-Type").orElseThrow())
                    .startsWith("text/event-stream");
            assertThat(stream.next("event: ")).isEqualTo("event: study");
            JsonNode now = stream.data();
            assertThat(now.at("/progress/best/value").doubleValue()).isEqualTo(4);
            assertThat(now.at("/state").asString()).isEqualTo("active");
            long start = System.nanoTime();
            study.finish(3);
            while (stream.data().at("/progress/best/value").doubleValue() != 3) {
                // the ask came before
            }
            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(2));
            study.post("/pause", "").is(200);
            assertThat(stream.data().at("/state").asString()).isEqualTo("paused");
        }
    }

    @Test
    void whatAnotherReplicaChangedIsToldToo() throws Exception {
        StudyApi study = api.study();
        try (Events stream = new Events(study.path() + "/events")) {
            stream.data();
            jdbc.sql("UPDATE study_progress SET revision = revision + 1, failed = failed + 1 WHERE study_id ="
                            + " (SELECT study_id FROM study WHERE name = ?)")
                    .param(study.name())
                    .update();
            assertThat(stream.data().at("/progress/trials/failed").asInt()).isEqualTo(1);
        }
    }

    @Test
    void aStreamEndsWithItsStudy() throws Exception {
        StudyApi study = api.study();
        try (Events stream = new Events(study.path() + "/events")) {
            stream.data();
            api.delete(study.path()).is(204);
            assertThat(stream.next("event: ")).isEqualTo("event: removed");
            stream.next("end");
        }
        api.get(study.path() + "/events").isProblem(404, "study-not-found");
    }

    @Test
    void whoAsksForTheHeadersAloneIsNotKeptWaiting() {
        StudyApi study = api.study();
        api.send(HttpMethod.HEAD, study.path() + "/events", "").is(200);
        api.send(HttpMethod.HEAD, "/events", "").is(200);
    }

    @Test
    void theProjectsStreamNamesStudiesThatComeChangeAndGo() throws Exception {
        try (Events stream = new Events("/events")) {
            stream.next("retry: ");
            StudyApi study = api.study();
            hears(stream, study.name());
            study.finish(1);
            hears(stream, study.name());
            api.delete(study.path()).is(204);
            hears(stream, study.name());
        }
    }

    /** Other tests' studies may be heard of, too. */
    private static void hears(Events stream, String name) throws InterruptedException {
        while (!stream.data().path("names").toString().contains(name)) {
            // somebody else's
        }
    }
}
