package dev.parley.security;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.IntegrationTest;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.test.web.server.LocalServerPort;

/** Without keys, over plain sockets: what no client library would send. */
@IntegrationTest
class LocalAccessIT {

    @LocalServerPort
    int port;

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "localhost", "[::1]", "localhost:1234"})
    void answersToThisMachinesNames(String host) throws IOException {
        assertThat(send("GET /actuator/health HTTP/1.1\r\nHost: " + host)).startsWith("HTTP/1.1 200");
    }

    @ParameterizedTest
    @ValueSource(strings = {"evil.example", "127.0.0.1.evil.example", "localhost.evil.example:80"})
    void refusesOtherNames(String host) throws IOException {
        assertThat(send("GET /actuator/health HTTP/1.1\r\nHost: " + host))
                .startsWith("HTTP/1.1 421")
                .contains("application/problem+json", "https://parley.dev/problems/host-not-allowed");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://localhost", "http://127.0.0.1:5173", "https://[::1]:8443"})
    void answersPagesOfThisMachine(String origin) throws IOException {
        assertThat(send("POST /api/v1/studies/none/pause HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin))
                .startsWith("HTTP/1.1 404");
    }

    @ParameterizedTest
    @ValueSource(strings = {"http://evil.example", "null", "http://localhost.evil.example", "file://"})
    void refusesPagesFromElsewhere(String origin) throws IOException {
        assertThat(send("POST /api/v1/studies/none/pause HTTP/1.1\r\nHost: localhost\r\nOrigin: " + origin))
                .startsWith("HTTP/1.1 421")
                .contains("https://parley.dev/problems/host-not-allowed", "web pages");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/a//b;c", "/%2e%2e/x", "/a%00b", "/a|b", "/a%2"})
    void answersStrangePathsWithAProblem(String path) throws IOException {
        assertThat(send("GET " + path + " HTTP/1.1\r\nHost: localhost"))
                .startsWith("HTTP/1.1 400")
                .contains("application/problem+json", "https://parley.dev/problems/invalid-request")
                .doesNotContain("<html", "Exception");
    }

    @Test
    void answersAStrangeMethodWithAProblem() throws IOException {
        assertThat(send("FETCH / HTTP/1.1\r\nHost: localhost")).contains("application/problem+json");
    }

    private String send(String head) throws IOException {
        try (Socket socket = new Socket("127.0.0.1", port)) {
            socket.setSoTimeout(10_000);
            socket.getOutputStream()
                    .write((head + "\r\nConnection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().flush();
            return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}
