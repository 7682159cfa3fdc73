package dev.parley.upgrade;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.ParleyClient;
import dev.parley.testing.ProgressInvariants;
import dev.parley.testing.Replica;
import dev.parley.testing.TestDatabase;
import dev.parley.trial.Lease;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.StreamSupport;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.MigrationInfo;
import org.flywaydb.core.api.configuration.FluentConfiguration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.parallel.ResourceAccessMode;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import tools.jackson.databind.JsonNode;

/**
 * A database that has been in use since the first version of the schema: at each version the service of then stored
 * something, before the next migration came. Nothing of it is lost, and today's service goes on with all of it.
 */
@ResourceLock(value = Resources.SYSTEM_OUT, mode = ResourceAccessMode.READ)
class UpgradeIT {

    private static final String SCHEMA = "upgraded";

    private static final List<StoredByVersion> STORED = new ArrayList<>();
    private static final List<StoredRows> ROWS = new ArrayList<>();

    private static DriverManagerDataSource database = new DriverManagerDataSource();
    private static JdbcClient jdbc = JdbcClient.create(database);
    private static @Nullable Replica service;

    @BeforeAll
    static void upgrade() {
        TestDatabase run = TestDatabase.get();
        String url = run.url() + (run.url().contains("?") ? "&" : "?") + "currentSchema=" + SCHEMA;
        database = new DriverManagerDataSource(url, run.username(), run.password());
        jdbc = JdbcClient.create(database);
        for (MigrationInfo migration : flyway().load().info().all()) {
            String version = Objects.requireNonNull(migration.getVersion()).getVersion();
            flyway().target(version).load().migrate();
            StoredByVersion stored = new StoredByVersion(Integer.parseInt(version));
            stored.store(jdbc);
            STORED.add(stored);
            ROWS.add(new StoredRows(jdbc));
        }
        ROWS.forEach(StoredRows::areThereStill);
        ROWS.getLast().areInEveryTable();
        service = Replica.startOn(url, "parley.webhooks.interval=1h");
    }

    private static FluentConfiguration flyway() {
        return Flyway.configure().dataSource(database).defaultSchema(SCHEMA).createSchemas(true);
    }

    @AfterAll
    static void stop() {
        Objects.requireNonNull(service).close();
    }

    static List<StoredByVersion> stored() {
        return STORED;
    }

    private static ParleyClient client() {
        return Objects.requireNonNull(service).client();
    }

    private static JsonNode get(String path) {
        return client().send("GET", "/api/v1" + path, "").expect(200);
    }

    private static JsonNode post(StoredByVersion stored, String below, String body, String... headers) {
        return client().study("POST", stored.name() + below, body, headers).expect(200);
    }

    private static List<String> each(JsonNode list, String field) {
        return StreamSupport.stream(list.spliterator(), false)
                .map(one -> one.path(field).asString())
                .toList();
    }

    /** The lease under which the first running trial was handed out then. */
    private static String lease(StoredByVersion stored, int number, int handout) {
        return new Lease(stored.study(), number, handout, 10 + number).token();
    }

    @ParameterizedTest
    @MethodSource("stored")
    void aStudyThatWasStoredThenIsReadAndGoesOn(StoredByVersion stored) {
        readsTheStudy(stored);
        agreesWithItsDefinition(stored);
        keepsLeasesAndReports(stored);
        handsOutWhatWasQueuedAndNewOnes(stored);
        new ProgressInvariants(jdbc).check(stored.name());
    }

    private static void readsTheStudy(StoredByVersion stored) {
        JsonNode study = get("/studies/" + stored.name());
        assertThat(study.at("/state").asString()).isEqualTo("active");
        assertThat(study.at("/progress/best/number").asInt()).isEqualTo(1);
        assertThat(each(get("/studies/%s/trials".formatted(stored.name())).path("trials"), "state"))
                .containsExactly(
                        "complete",
                        "complete",
                        "pruned",
                        "infeasible",
                        "failed",
                        "cancelled",
                        "lost",
                        "running",
                        "running",
                        "queued",
                        "queued");
        JsonNode finished = get("/studies/%s-finished".formatted(stored.name()));
        assertThat(finished.at("/state").asString()).isEqualTo("completed");
        assertThat(get("/studies/%s-finished/best".formatted(stored.name()))
                        .at("/trial/values/loss")
                        .asDouble())
                .isEqualTo(0.3);
    }

    private static void agreesWithItsDefinition(StoredByVersion stored) {
        client().study("PUT", stored.name(), """
            {"space": [{"type": "float", "name": "lr", "low": 1e-5, "high": 0.1, "scale": "log"},
                       {"type": "categorical", "name": "solver", "choices": ["adam", "sgd"]}],
             "objectives": [{"name": "loss", "direction": "minimize"}], "strategy": {"type": "%s"}}
            """.formatted(stored.strategy())).expect(200);
    }

    private static void keepsLeasesAndReports(StoredByVersion stored) {
        JsonNode again =
                post(stored, "/ask", "{\"count\": 1, \"worker\": \"gpu-1\"}", "Idempotency-Key", "asked-before");
        assertThat(again.at("/trials/0/lease").asString()).isEqualTo(lease(stored, 7, 1));
        String report = "{\"lease\": \"%s\", \"step\": 2, \"values\": {\"loss\": 0.1}}".formatted(lease(stored, 7, 1));
        post(stored, "/trials/7/report", report);
        assertThat(each(
                        get("/studies/%s/trials/7/measurements".formatted(stored.name()))
                                .path("measurements"),
                        "step"))
                .containsExactly("0", "1", "2");
        client().study(
                        "POST",
                        stored.name() + "/trials/8/heartbeat",
                        "{\"lease\": \"%s\"}".formatted(lease(stored, 8, 1)))
                .expect(409);
        String tell = "{\"lease\": \"%s\", \"state\": \"complete\", \"values\": {\"loss\": 0.1}}";
        post(stored, "/trials/7/tell", tell.formatted(lease(stored, 7, 1)));
        post(stored, "/trials/8/tell", "{\"lease\": \"%s\", \"state\": \"failed\"}".formatted(lease(stored, 8, 2)));
        assertThat(get("/studies/%s/best".formatted(stored.name()))
                        .at("/trial/number")
                        .asInt())
                .isEqualTo(7);
    }

    private static void handsOutWhatWasQueuedAndNewOnes(StoredByVersion stored) {
        JsonNode asked = post(stored, "/ask", "{\"count\": 4}");
        assertThat(each(asked.path("trials"), "number")).containsExactly("9", "10", "11", "12");
        assertThat(each(asked.path("trials"), "attempt")).containsExactly("1", "2", "1", "1");
        post(stored, "/trials/11/tell", "{\"state\": \"complete\", \"values\": {\"loss\": 0.05}}");
        client().study("POST", stored.name() + "/trials/1/retract", "").expect(200);
        assertThat(get("/studies/" + stored.name()).at("/progress/best/number").asInt())
                .isEqualTo(11);
    }

    @ParameterizedTest
    @MethodSource("stored")
    void whatLaterVersionsBroughtIsReadToo(StoredByVersion stored) {
        String study = "/studies/" + stored.name();
        since(stored, 5, study + "/trials/1", "/scores/loss");
        since(stored, 7, study + "/exchanges", "/exchanges/0/model");
        since(stored, 7, study + "/trials/8", "/mixing/turn");
        since(stored, 9, study + "/sources", "/studies/0");
        since(stored, 10, "/webhooks/hook-" + stored.study(), "/url");
        since(stored, 10, "/webhooks/hook-%d/deliveries".formatted(stored.study()), "/deliveries/0/state");
        since(stored, 10, study + "-finished/watch", "/promised/mean");
        since(stored, 13, study + "/trials/2", "/step");
        since(stored, 15, study, "/pruner/type");
    }

    private static void since(StoredByVersion stored, int version, String path, String pointer) {
        if (stored.version() >= version) {
            assertThat(get(path).at(pointer).isMissingNode())
                    .as(pointer + " of " + path)
                    .isFalse();
        }
    }
}
