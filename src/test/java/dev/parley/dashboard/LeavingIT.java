package dev.parley.dashboard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Clients that leave while they are being written to: it is nothing to log. */
@IntegrationTest
@ExtendWith(OutputCaptureExtension.class)
@ResourceLock(Resources.SYSTEM_OUT)
class LeavingIT {

    private static final String STUDY = "/api/v1/studies/{study}";

    @Autowired
    Api api;

    @Autowired
    MeterRegistry meters;

    @LocalServerPort
    int port;

    /** Gets a path, reads the start of the answer and breaks the connection. */
    private void leave(String path) throws IOException {
        try (Socket socket = new Socket()) {
            socket.setReceiveBufferSize(4_096);
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            socket.setSoLinger(true, 0);
            socket.getOutputStream()
                    .write(("GET /api/v1" + path + " HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
                            .getBytes(StandardCharsets.UTF_8));
            assertThat(new String(socket.getInputStream().readNBytes(12), StandardCharsets.UTF_8))
                    .isEqualTo("HTTP/1.1 200");
        }
    }

    private long requests(String uri) {
        return meters.find("http.server.requests").tag("uri", uri).timers().stream()
                .mapToLong(Timer::count)
                .sum();
    }

    private static void isSilent(CapturedOutput output) {
        assertThat(output.toString()).doesNotContain("Exception", "\tat ", "Broken pipe", " ERROR ", " WARN ");
    }

    @Test
    void ofAStudysEvents(CapturedOutput output) throws IOException {
        StudyApi study = api.study();
        long before = requests(STUDY + "/events");
        leave(study.path() + "/events");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            study.finish(1);
            return requests(STUDY + "/events") > before;
        });
        isSilent(output);
    }

    @Test
    void ofAProjectsEvents(CapturedOutput output) throws IOException {
        long before = requests("/api/v1/events");
        leave("/events");
        await().atMost(Duration.ofSeconds(20)).until(() -> {
            api.study();
            return requests("/api/v1/events") > before;
        });
        isSilent(output);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/trials?pageSize=1000",
                "/export?format=csv",
                "/export?format=jsonl",
                "/export?format=finetune&kind=policy&examples=1000"
            })
    void ofALongAnswer(String below, CapturedOutput output) throws IOException {
        StudyApi study = api.study("'description': '" + "A long description. ".repeat(100) + "'");
        String attributes = "{'text': '" + "x".repeat(10_000) + "'}";
        study.add(IntStream.range(0, 2_000)
                        .mapToObj(i -> ("{'configuration': {'x': %s}, 'state': 'complete', 'values': {'loss': %d},"
                                        + " 'attributes': %s}")
                                .formatted(i / 2_000.0, i, attributes))
                        .collect(Collectors.joining(", ")))
                .is(201);
        String uri = STUDY + below.substring(0, below.indexOf('?'));
        long before = requests(uri);
        leave(study.path() + below);
        await().atMost(Duration.ofSeconds(20)).until(() -> requests(uri) > before);
        isSilent(output);
    }
}
