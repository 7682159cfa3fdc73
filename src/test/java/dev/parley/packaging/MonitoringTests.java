package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.observability.Metric;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** Dashboards, alerts, runbooks and metrics know of each other. What they ask is tried in {@link DashboardsIT} and {@link PrometheusIT}. */
class MonitoringTests {

    private static final Path RUNBOOKS = Path.of("docs/runbooks");
    private static final Path TESTS = Path.of("helm/parley/tests/alerts");
    private static final Pattern OURS = Pattern.compile("\\bparley_[a-z_]+");
    private static final Pattern SUFFIX = Pattern.compile("_(bucket|sum|count|max)$");

    static List<Alert> alerts() throws IOException {
        return Alert.all();
    }

    static List<Dashboard> dashboards() throws IOException {
        return Dashboard.all();
    }

    private static Set<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> String.valueOf(file.getFileName()).replaceFirst("\\.\\w+$", ""))
                    .collect(Collectors.toCollection(TreeSet::new));
        }
    }

    @Test
    void eachAlertHasARunbookAndATestAndNothingElseHas() throws IOException {
        Set<String> alerts = alerts().stream().map(Alert::file).collect(Collectors.toSet());
        assertThat(alerts).hasSizeGreaterThan(10);
        assertThat(names(RUNBOOKS)).isEqualTo(alerts);
        assertThat(names(TESTS)).isEqualTo(alerts);
    }

    @ParameterizedTest
    @MethodSource("alerts")
    void anAlertIsAloneAndLeadsToItsRunbook(Alert alert) throws IOException {
        assertThat(alert.rules().at("groups").items()).hasSize(1);
        assertThat(alert.rules().at("groups.0.rules").items()).hasSize(1);
        assertThat(alert.rules().at("groups.0.name").text()).isEqualTo("parley-" + alert.file());
        assertThat(alert.name().substring("Parley".length()).replaceAll("(?<=.)([A-Z])", "-$1"))
                .isEqualToIgnoringCase(alert.file());
        assertThat(alert.rule().at("labels.severity").text()).isIn("critical", "warning");
        assertThat(alert.rule().at("annotations.runbook_url").text())
                .isEqualTo("https://parley.dev/runbooks/" + alert.file());
        assertThat(alert.rule().at("annotations").keys()).contains("summary", "description");
        List<String> runbook = Files.readAllLines(RUNBOOKS.resolve(alert.file() + ".md"));
        assertThat(runbook.getFirst()).isEqualTo("# " + alert.name());
        assertThat(String.join("\n", runbook)).contains("\n**What suffers.**", "\n**Look.**", "\n**Do.**");
        assertThat(Files.readString(TESTS.resolve(alert.file() + ".yaml")))
                .contains("name: fires", "name: stays silent");
    }

    @ParameterizedTest
    @MethodSource("dashboards")
    void aDashboardIsCompleteAndDrawsNothingOverAnother(Dashboard dashboard) {
        JsonNode json = dashboard.json();
        assertThat(json.path("uid").asString())
                .isEqualTo("parley-" + dashboard.name().replace(".json", ""));
        assertThat(json.path("id").isMissingNode()).as("Grafana numbers them").isTrue();
        assertThat(Dashboard.stream(json.path("panels"))
                        .map(panel -> panel.path("id").asInt()))
                .doesNotHaveDuplicates();
        assertThat(dashboard.panels()).hasSizeGreaterThan(5).allSatisfy(panel -> {
            assertThat(panel.path("title").asString()).isNotBlank();
            assertThat(panel.path("description").asString())
                    .as(panel.path("title").asString())
                    .isNotBlank();
            assertThat(panel.path("targets")).isNotEmpty();
            assertThat(panel.at("/datasource/uid").asString()).matches("\\$\\{(prometheus|postgres)}");
        });
        boolean[][] drawn = new boolean[200][24];
        for (JsonNode panel : json.path("panels")) {
            JsonNode place = panel.path("gridPos");
            for (int y = place.path("y").asInt();
                    y < place.path("y").asInt() + place.path("h").asInt();
                    y++) {
                for (int x = place.path("x").asInt();
                        x < place.path("x").asInt() + place.path("w").asInt();
                        x++) {
                    assertThat(drawn[y][x]).as(panel.path("title").asString()).isFalse();
                    drawn[y][x] = true;
                }
            }
        }
    }

    @Test
    void everyMetricThatIsNamedIsOneOfOurs() throws IOException {
        Set<String> ours =
                Stream.of(Metric.values()).flatMap(MonitoringTests::names).collect(Collectors.toSet());
        Stream<String> asked = Stream.concat(
                Dashboard.all().stream()
                        .flatMap(dashboard -> Stream.concat(dashboard.promQl(), dashboard.variablesInPromQl())
                                .map(Dashboard.Query::text)),
                Alert.all().stream().map(Alert::expression));
        assertThat(asked.flatMap(query -> OURS.matcher(query).results().map(MatchResult::group))
                        .map(name -> SUFFIX.matcher(name).replaceFirst("")))
                .hasSizeGreaterThan(30)
                .allSatisfy(name -> assertThat(ours).contains(name));
    }

    /** The names of a metric in Prometheus, without what a histogram adds. */
    private static Stream<String> names(Metric metric) {
        PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        String[] tags = metric.tags().toArray(String[]::new);
        switch (metric.kind()) {
            case COUNTER -> metric.counter(registry, tags);
            case TIMER -> metric.timer(registry, tags);
            case GAUGE -> metric.gauge(registry, new Object(), any -> 1, tags);
            case SUMMARY -> metric.summary(registry, tags);
        }
        return registry.scrape()
                .lines()
                .filter(line -> line.startsWith("# TYPE "))
                .map(line -> line.split(" ")[2]);
    }

    @Test
    void everyMetricOfOursIsShownSomewhere() throws IOException {
        String all = Dashboard.all().stream()
                .flatMap(Dashboard::promQl)
                .map(Dashboard.Query::text)
                .collect(Collectors.joining("\n"));
        assertThat(Metric.values())
                .allSatisfy(metric -> assertThat(names(metric)).anyMatch(all::contains));
    }
}
