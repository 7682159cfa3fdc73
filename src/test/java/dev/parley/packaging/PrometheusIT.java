package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A real Prometheus, as Debian packages it, reads the service and answers what dashboards and alerts ask.
 * {@code ./mvnw verify -Dtest=NONE -Dit.test=PrometheusIT -Dsurefire.failIfNoSpecifiedTests=false -Dtests.without=none}
 */
@Tag("prometheus")
class PrometheusIT extends MonitoredService {

    private static final JsonMapper JSON = new JsonMapper();
    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Pattern SELECTOR = Pattern.compile("[a-z_:]+\\{(?:\"[^\"]*\"|[^}\"])*}");

    @TempDir
    private static @Nullable Path folder;

    private static @Nullable Process prometheus;
    private static int prometheusPort;

    @BeforeEach
    void startPrometheus() throws IOException {
        if (prometheus != null) {
            return;
        }
        prometheusPort = freePort();
        Path config = Files.writeString(
                folder().resolve("prometheus.yml"), """
                    global: {scrape_interval: 1s, evaluation_interval: 1s}
                    rule_files: ["%s/*.yaml"]
                    scrape_configs:
                      - job_name: parley
                        metrics_path: /actuator/prometheus
                        static_configs: [{targets: ["127.0.0.1:%d"]}]
                    """.formatted(Alert.FOLDER.toAbsolutePath(), port));
        prometheus = new ProcessBuilder(
                        "prometheus",
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + folder().resolve("data"),
                        "--web.listen-address=127.0.0.1:" + prometheusPort)
                .redirectErrorStream(true)
                .redirectOutput(folder().resolve("log").toFile())
                .start();
        await().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> scrapes() >= 2);
        use();
        int before = scrapes();
        await().atMost(Duration.ofSeconds(60)).until(() -> scrapes() >= before + 3);
    }

    @AfterAll
    static void stopPrometheus() {
        if (prometheus != null) {
            prometheus.destroy();
        }
    }

    private static Path folder() {
        return Objects.requireNonNull(folder);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /** How often Prometheus has read the service. */
    private static int scrapes() {
        JsonNode result = result("count_over_time(parley_history_bytes[1h])");
        return result.isEmpty() ? 0 : result.at("/0/value/1").asInt();
    }

    private static JsonNode get(String path) {
        try {
            HttpRequest request = HttpRequest.newBuilder(
                            URI.create("http://127.0.0.1:%d/api/v1%s".formatted(prometheusPort, path)))
                    .build();
            return JSON.readTree(
                    HTTP.send(request, HttpResponse.BodyHandlers.ofString()).body());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    /** What a query answers; it must be one that Prometheus understands. */
    private static JsonNode result(String query) {
        JsonNode answer = get("/query?query=" + URLEncoder.encode(query, StandardCharsets.UTF_8));
        assertThat(answer.path("status").asString()).as("%s: %s", query, answer).isEqualTo("success");
        return answer.at("/data/result");
    }

    @Test
    void everyQueryOfADashboardAnswersWithSomething() throws IOException {
        List<String> silent = new ArrayList<>();
        for (Dashboard dashboard : Dashboard.all()) {
            for (Dashboard.Query query : Stream.concat(dashboard.promQl(), dashboard.variablesInPromQl())
                    .toList()) {
                assertThat(query.promQl()).as(query.where()).doesNotContain("$");
                if (result(query.promQl()).isEmpty()) {
                    silent.add(query.where() + ": " + query.promQl());
                }
            }
        }
        assertThat(silent).isEmpty();
    }

    /** Of a 500 the service that is tried here knows nothing. */
    @Test
    void everySeriesThatAnAlertLooksAtIsThere() throws IOException {
        for (Alert alert : Alert.all()) {
            List<String> selectors = SELECTOR.matcher(alert.expression())
                    .results()
                    .map(MatchResult::group)
                    .toList();
            assertThat(selectors).as(alert.name()).isNotEmpty();
            for (String selector : selectors) {
                String found = selector.replace("status=\"500\"", "status=~\"[1-5]..\"");
                assertThat(result(found)).as("%s: %s", alert.name(), found).isNotEmpty();
            }
        }
    }

    @Test
    void everyAlertIsEvaluatedAndSilentWhereAllIsWell() throws IOException {
        List<String> names = Alert.all().stream().map(Alert::name).toList();
        JsonNode groups = get("/rules").at("/data/groups");
        assertThat(Dashboard.stream(groups).flatMap(group -> Dashboard.stream(group.path("rules"))))
                .hasSize(names.size())
                .allSatisfy(rule -> {
                    assertThat(names).contains(rule.path("name").asString());
                    assertThat(rule.path("health").asString())
                            .as(rule.toString())
                            .isEqualTo("ok");
                    assertThat(rule.path("state").asString())
                            .as(rule.toString())
                            .isEqualTo("inactive");
                });
    }

    @Test
    void alertsFireWhenTheyShould() throws Exception {
        List<String> command = new ArrayList<>(List.of("promtool", "test", "rules"));
        try (Stream<Path> tests = Files.list(Path.of("helm/parley/tests/alerts"))) {
            tests.map(Path::toString).forEach(command::add);
        }
        Process promtool = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(promtool.waitFor()).as(output).isZero();
        assertThat(output.split("SUCCESS", -1)).hasSize(Alert.all().size() + 1);
    }
}
