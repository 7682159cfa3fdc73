package dev.parley.packaging;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.marcnuri.helm.Helm;
import com.marcnuri.helm.LintResult;
import com.marcnuri.helm.TemplateCommand;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

class HelmChartTests {

    private static final Path CHART = Path.of("helm/parley");

    private static final String FULL = """
        replicas: 3
        image: {repository: registry.example/parley, tag: "1.2.3", pullPolicy: Always}
        imagePullSecrets: [{name: registry}]
        database:
          url: jdbc:postgresql://db.example:5432/tuning
          secret: {name: tuning-db, usernameKey: user, passwordKey: pass}
        security: {keysSecret: parley-keys}
        environment: {LOGGING_STRUCTURED_FORMAT_CONSOLE: ecs}
        environmentFrom: [{secretRef: {name: model-keys}}]
        service: {type: NodePort, port: 8080, annotations: {a: b}}
        katib: {enabled: true, open: true, project: experiments}
        ingress: {enabled: true, className: nginx, host: parley.example, tlsSecret: parley-tls, annotations: {c: d}}
        serviceMonitor: {enabled: true, interval: 15s, labels: {release: prometheus}}
        prometheusRule: {enabled: true, labels: {release: prometheus}}
        dashboards: {enabled: true, labels: {grafana_dashboard: "1"}, annotations: {grafana_folder: Parley}}
        serviceAccount: {create: true, name: tuner, annotations: {e: f}}
        podDisruptionBudget: {enabled: true, maxUnavailable: 50%}
        resources: {limits: {memory: 2Gi}}
        terminationGracePeriodSeconds: 60
        podAnnotations: {g: h}
        podLabels: {team: tuning}
        nodeSelector: {disk: ssd}
        tolerations: [{key: spot, operator: Exists}]
        affinity: {nodeAffinity: {}}
        """;

    @TempDir
    private Path folder;

    @Test
    void lintsWithDefaultAndFullValues() throws IOException {
        Path full = folder.resolve("parley");
        try (Stream<Path> files = Files.walk(CHART)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = full.resolve(CHART.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        Files.writeString(full.resolve("values.yaml"), FULL);

        for (Path chart : List.of(CHART, full)) {
            LintResult result = new Helm(chart).lint().strict().call();
            assertThat(result.isFailed()).as("%s", result.getMessages()).isFalse();
        }
    }

    @Test
    void asksForKeysOrAnOpenDoor() {
        assertThatThrownBy(() -> render("")).hasMessageContaining("security.keysSecret");
    }

    @Test
    void letsKatibInWhereThatIsSaidToBeSafe() throws IOException {
        assertThatThrownBy(() -> render("security: {keysSecret: keys}\nkatib: {enabled: true}"))
                .hasMessageContaining("katib.open");

        Yaml container = container(FULL);
        assertThat(container.at("ports.1.containerPort").node()).isEqualTo(6789);
        assertThat(environment(container, "PARLEY_KATIB_ENABLED").at("value").text())
                .isEqualTo("true");
        assertThat(environment(container, "PARLEY_KATIB_OPEN").at("value").text())
                .isEqualTo("true");
        assertThat(environment(container, "PARLEY_KATIB_PROJECT").at("value").text())
                .isEqualTo("experiments");
        Yaml port = object(render(FULL), "Service").at("spec.ports.1");
        assertThat(port.at("port").node()).isEqualTo(6789);
        assertThat(port.at("targetPort").text())
                .isEqualTo(container.at("ports.1.name").text());
    }

    @Test
    void keepsKatibOutByDefault() throws IOException {
        List<Yaml> objects = render("security: {open: true}");
        assertThat(object(objects, "Service").at("spec.ports").items()).hasSize(1);
        assertThat(container("security: {open: true}").at("ports").items()).hasSize(1);
    }

    @Test
    void rendersOnlyWhatIsNeededByDefault() throws IOException {
        List<Yaml> objects = render("security: {open: true}");

        assertThat(objects)
                .extracting(object -> object.at("kind").text())
                .containsExactlyInAnyOrder("Deployment", "Service", "ServiceAccount", "PodDisruptionBudget");
    }

    @Test
    void rendersEverythingWhenAllIsAskedFor() throws IOException {
        List<Yaml> objects = render(FULL);

        assertThat(objects)
                .extracting(object -> object.at("kind").text())
                .containsExactlyInAnyOrder(
                        "Deployment",
                        "Service",
                        "ServiceAccount",
                        "PodDisruptionBudget",
                        "Ingress",
                        "ServiceMonitor",
                        "PrometheusRule",
                        "ConfigMap");
    }

    @Test
    void bringsTheAlertsAsTheyStandInTheirFiles() throws IOException {
        List<Yaml> objects = render(FULL);
        Yaml rule = object(objects, "PrometheusRule");

        assertThat(rule.at("metadata.labels.release").text()).isEqualTo("prometheus");
        assertThat(rule.at("spec.groups").items())
                .containsExactlyElementsOf(Alert.all().stream()
                        .map(alert -> alert.rules().at("groups.0"))
                        .toList());
        assertThat(object(objects, "ServiceMonitor")
                        .at("spec.endpoints.0.relabelings.0")
                        .map())
                .as("the job that alerts look for")
                .isEqualTo(Map.of("targetLabel", "job", "replacement", "parley"));
    }

    @Test
    void bringsTheDashboardsAsTheyStandInTheirFiles() throws IOException {
        Yaml config = object(render(FULL), "ConfigMap");

        assertThat(config.at("metadata.labels.grafana_dashboard").text()).isEqualTo("1");
        assertThat(config.at("metadata.annotations.grafana_folder").text()).isEqualTo("Parley");
        assertThat(config.at("data").keys())
                .containsExactly("parley-models.json", "parley-service.json", "parley-studies.json");
        for (Dashboard dashboard : Dashboard.all()) {
            String shipped =
                    config.at("data").entry("parley-" + dashboard.name()).text();
            assertThat(new JsonMapper().readTree(shipped)).isEqualTo(dashboard.json());
        }
    }

    @Test
    void probesTheHealthEndpoints() throws IOException {
        Yaml container = container("security: {open: true}");

        assertThat(container.at("livenessProbe.httpGet.path").text()).isEqualTo("/actuator/health/liveness");
        assertThat(container.at("readinessProbe.httpGet.path").text()).isEqualTo("/actuator/health/readiness");
        assertThat(container.at("startupProbe.httpGet.path").text()).isEqualTo("/actuator/health/liveness");
        for (String probe : List.of("livenessProbe", "readinessProbe", "startupProbe")) {
            assertThat(container.at(probe + ".httpGet.port").text())
                    .isEqualTo(container.at("ports.0.name").text());
        }
    }

    @Test
    void runsAsNobodyOnAReadOnlyDisk() throws IOException {
        Yaml pod = deployment("security: {open: true}").at("spec.template.spec");
        Yaml container = pod.at("containers.0");

        assertThat(pod.at("securityContext.runAsNonRoot").node()).isEqualTo(true);
        assertThat(pod.at("securityContext.runAsUser").text()).isEqualTo(DockerfileTests.user());
        assertThat(pod.at("automountServiceAccountToken").node()).isEqualTo(false);
        assertThat(container.at("securityContext.readOnlyRootFilesystem").node())
                .isEqualTo(true);
        assertThat(container.at("securityContext.allowPrivilegeEscalation").node())
                .isEqualTo(false);
        assertThat(container.at("securityContext.capabilities.drop.0").text()).isEqualTo("ALL");
        assertThat(container.at("volumeMounts.0.mountPath").text()).isEqualTo("/tmp");
        assertThat(pod.at("volumes.0.name").text())
                .isEqualTo(container.at("volumeMounts.0.name").text());
        assertThat(pod.at("volumes.0.emptyDir").isPresent()).isTrue();
    }

    @Test
    void takesTheDatabaseFromItsSecret() throws IOException {
        Yaml container = container(FULL);

        assertThat(environment(container, "SPRING_DATASOURCE_URL").at("value").text())
                .isEqualTo("jdbc:postgresql://db.example:5432/tuning");
        Yaml username = environment(container, "SPRING_DATASOURCE_USERNAME").at("valueFrom.secretKeyRef");
        assertThat(username.map()).isEqualTo(Map.of("name", "tuning-db", "key", "user"));
        Yaml password = environment(container, "SPRING_DATASOURCE_PASSWORD").at("valueFrom.secretKeyRef");
        assertThat(password.map()).isEqualTo(Map.of("name", "tuning-db", "key", "pass"));
    }

    @Test
    void namesOnlyPropertiesThatExist() throws IOException {
        for (Yaml variable : container(FULL).at("env").items()) {
            ServiceProperties.assertVariableIsKnown(variable.at("name").text());
        }
    }

    @Test
    void takesKeysFromTheirSecret() throws IOException {
        Yaml container = container(FULL);

        assertThat(container.at("envFrom").items())
                .extracting(source -> source.at("secretRef.name").text())
                .containsExactly("parley-keys", "model-keys");
        assertThat(environment(container, "PARLEY_SECURITY_OPEN").at("value").text())
                .isEqualTo("false");
    }

    @Test
    void passesTheOtherValuesOn() throws IOException {
        Yaml deployment = deployment(FULL);
        Yaml pod = deployment.at("spec.template.spec");

        assertThat(deployment.at("spec.replicas").node()).isEqualTo(3);
        assertThat(pod.at("containers.0.image").text()).isEqualTo("registry.example/parley:1.2.3");
        assertThat(pod.at("containers.0.resources.limits.memory").text()).isEqualTo("2Gi");
        assertThat(pod.at("serviceAccountName").text()).isEqualTo("tuner");
        assertThat(pod.at("imagePullSecrets.0.name").text()).isEqualTo("registry");
        assertThat(pod.at("nodeSelector.disk").text()).isEqualTo("ssd");
        assertThat(pod.at("tolerations.0.key").text()).isEqualTo("spot");
        assertThat(deployment.at("spec.template.metadata.labels.team").text()).isEqualTo("tuning");
        assertThat(container("security: {open: true}").at("resources.requests").isPresent())
                .isTrue();
    }

    @Test
    void leadsRequestsAndScrapesToThePods() throws IOException {
        List<Yaml> objects = render(FULL);
        Yaml labels = object(objects, "Deployment").at("spec.template.metadata.labels");
        Yaml service = object(objects, "Service");
        Yaml backend = object(objects, "Ingress").at("spec.rules.0.http.paths.0.backend.service");
        Yaml monitor = object(objects, "ServiceMonitor");
        Yaml selector = object(objects, "Deployment").at("spec.selector.matchLabels");

        assertLabels(labels, selector);
        assertThat(selector.keys()).containsExactly("app.kubernetes.io/name", "app.kubernetes.io/instance");
        assertThat(service.at("spec.selector").map()).isEqualTo(selector.map());
        assertLabels(labels, object(objects, "PodDisruptionBudget").at("spec.selector.matchLabels"));
        assertLabels(service.at("metadata.labels"), monitor.at("spec.selector.matchLabels"));
        assertThat(backend.at("name").text())
                .isEqualTo(service.at("metadata.name").text());
        assertThat(object(objects, "Ingress").at("spec.tls.0.hosts.0").text()).isEqualTo("parley.example");
        assertThat(monitor.at("spec.endpoints.0.path").text()).isEqualTo("/actuator/prometheus");
        assertThat(monitor.at("spec.endpoints.0.port").text())
                .isEqualTo(service.at("spec.ports.0.name").text());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "replicas: 0",
                "replicas: two",
                "replica: 2",
                "database: {url: 'jdbc:mysql://db/parley'}",
                "database: {secret: {name: ''}}",
                "service: {type: Internal}",
                "service: {port: 70000}",
                "ingress: {enabled: true}",
                "katib: {project: 'My Project'}",
                "image: {pullPolicy: Sometimes}",
                "serviceMonitor: {interval: often}",
                "prometheusRule: {labels: {a: 1}}",
                "dashboards: {folder: Parley}",
                "podDisruptionBudget: {maxUnavailable: 0}",
                "environment: {SERVER_PORT: 8080}"
            })
    void refusesWrongValues(String wrong) {
        assertThatThrownBy(() -> render("security: {open: true}\n" + wrong))
                .hasMessageContaining("values don't meet the specifications of the schema");
    }

    private List<Yaml> render(String values) throws IOException {
        TemplateCommand template = new Helm(CHART).template().withName("tuning");
        return Yaml.documents(template.withValuesFile(values(values)).call());
    }

    private Path values(String values) throws IOException {
        return Files.writeString(folder.resolve("values.yaml"), values);
    }

    private Yaml deployment(String values) throws IOException {
        return object(render(values), "Deployment");
    }

    private Yaml container(String values) throws IOException {
        return deployment(values).at("spec.template.spec.containers.0");
    }

    private static Yaml object(List<Yaml> objects, String kind) {
        return objects.stream()
                .filter(object -> object.at("kind").text().equals(kind))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no " + kind));
    }

    private static Yaml environment(Yaml container, String name) {
        return container.at("env").items().stream()
                .filter(variable -> variable.at("name").text().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no variable " + name));
    }

    private static void assertLabels(Yaml labels, Yaml selector) {
        assertThat(selector.keys()).isNotEmpty();
        for (String name : selector.keys()) {
            assertThat(labels.entry(name).node())
                    .as(name)
                    .isEqualTo(selector.entry(name).node());
        }
    }
}
