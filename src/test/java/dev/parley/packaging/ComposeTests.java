package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComposeTests {

    @Test
    void startsTheServiceItsDatabaseAndTheDashboards() throws IOException {
        assertThat(services().keys())
                .containsExactly("parley", "postgres", "prometheus", "grafana", "grafana-reader", "ollama");
        assertThat(services().at("ollama.profiles").items())
                .extracting(Yaml::text)
                .containsExactly("ollama");
        assertThat(services().at("parley.build").text()).isEqualTo(".");
        assertThat(Path.of("Dockerfile")).exists();
    }

    @Test
    void publishesPortsOnThisMachineOnly() throws IOException {
        for (String name : services().keys()) {
            for (Yaml port : services().at(name).at("ports").items()) {
                assertThat(port.text()).as(name).startsWith("127.0.0.1:");
            }
        }
        assertThat(services().at("postgres.ports").isPresent()).isFalse();
    }

    @Test
    void setsOnlyPropertiesThatExist() throws IOException {
        List<String> variables = services().at("parley.environment").keys();

        assertThat(variables).contains("SPRING_DATASOURCE_URL", "PARLEY_SECURITY_OPEN");
        variables.forEach(ServiceProperties::assertVariableIsKnown);
    }

    @Test
    void connectsTheServiceToItsDatabase() throws IOException {
        Yaml parley = services().at("parley");
        Yaml postgres = services().at("postgres");

        assertThat(parley.at("environment.SPRING_DATASOURCE_URL").text())
                .isEqualTo("jdbc:postgresql://postgres:5432/"
                        + postgres.at("environment.POSTGRES_DB").text());
        assertThat(parley.at("environment.SPRING_DATASOURCE_USERNAME").text())
                .isEqualTo(postgres.at("environment.POSTGRES_USER").text());
        assertThat(parley.at("environment.SPRING_DATASOURCE_PASSWORD").text())
                .isEqualTo(postgres.at("environment.POSTGRES_PASSWORD").text());
        assertThat(parley.at("depends_on.postgres.condition").text()).isEqualTo("service_healthy");
        assertThat(postgres.at("healthcheck.test").items()).isNotEmpty();
    }

    @Test
    void mountsWhatExists() throws IOException {
        List<String> volumes = compose().at("volumes").keys();
        for (String name : services().keys()) {
            for (Yaml volume : services().at(name).at("volumes").items()) {
                String source = volume.text().split(":")[0];
                if (source.startsWith("./")) {
                    assertThat(Path.of(source)).as(name).exists();
                } else {
                    assertThat(volumes).as(name).contains(source);
                }
            }
        }
    }

    @Test
    void scrapesTheServiceAndShowsItInGrafana() throws IOException {
        Yaml scrape = Yaml.file("docker/prometheus/prometheus.yml").at("scrape_configs.0");
        Yaml source = Yaml.file("docker/grafana/datasources/prometheus.yml").at("datasources.0");

        assertThat(scrape.at("metrics_path").text()).isEqualTo("/actuator/prometheus");
        assertThat(scrape.at("static_configs.0.targets.0").text()).isEqualTo("parley:8080");
        assertThat(services().keys()).contains("parley", "prometheus");
        assertThat(source.at("url").text()).isEqualTo("http://prometheus:9090");
    }

    @Test
    void givesGrafanaItsDashboardsAndAUserThatReadsTheirViews() throws IOException {
        Yaml grafana = services().at("grafana");
        List<String> volumes =
                grafana.at("volumes").items().stream().map(Yaml::text).toList();
        String dashboards = Yaml.file("docker/grafana/dashboards/parley.yml")
                .at("providers.0.options.path")
                .text();
        assertThat(volumes).contains("./helm/parley/dashboards:" + dashboards + ":ro");
        String home = grafana.at("environment.GF_DASHBOARDS_DEFAULT_HOME_DASHBOARD_PATH")
                .text();
        assertThat(home).startsWith(dashboards + "/");
        assertThat(Path.of("helm/parley/dashboards", home.substring(dashboards.length() + 1)))
                .exists();

        Yaml source = Yaml.file("docker/grafana/datasources/postgres.yml").at("datasources.0");
        assertThat(source.at("type").text()).isEqualTo("grafana-postgresql-datasource");
        assertThat(source.at("url").text()).isEqualTo("postgres:5432");
        assertThat(source.at("user").text()).isEqualTo("grafana");
        assertThat(source.at("secureJsonData.password").text()).isEqualTo("$GRAFANA_DB_PASSWORD");
        assertThat(source.at("jsonData.database").text())
                .isEqualTo(services().at("postgres.environment.POSTGRES_DB").text());
        Yaml reader = services().at("grafana-reader");
        assertThat(reader.at("command").items())
                .extracting(Yaml::text)
                .contains(
                        "--set=password="
                                + grafana.at("environment.GRAFANA_DB_PASSWORD").text(),
                        "--file=/reader.sql");
        assertThat(reader.at("volumes.0").text()).isEqualTo("./docker/grafana/reader.sql:/reader.sql:ro");
        assertThat(grafana.at("depends_on.grafana-reader.condition").text())
                .isEqualTo("service_completed_successfully");
    }

    @Test
    void givesPrometheusTheAlerts() throws IOException {
        Yaml config = Yaml.file("docker/prometheus/prometheus.yml");
        assertThat(config.at("rule_files.0").text()).isEqualTo("/etc/prometheus/alerts/*.yaml");
        assertThat(config.at("scrape_configs.0.job_name").text()).isEqualTo("parley");
        assertThat(services().at("prometheus.volumes").items())
                .extracting(Yaml::text)
                .contains("./helm/parley/alerts:/etc/prometheus/alerts:ro");
    }

    @Test
    void dependsOnServicesThatExist() throws IOException {
        List<String> names = services().keys();
        for (String name : names) {
            Yaml dependencies = services().at(name).at("depends_on");
            dependencies.keys().forEach(dependency -> assertThat(names).contains(dependency));
            dependencies.items().forEach(dependency -> assertThat(names).contains(dependency.text()));
        }
    }

    private static Yaml compose() throws IOException {
        return Yaml.file("docker-compose.yml");
    }

    private static Yaml services() throws IOException {
        return compose().at("services");
    }
}
