package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.ParleyApplication;
import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.TestDatabase;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.DoubleStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.context.ConfigurableApplicationContext;
import tools.jackson.databind.JsonNode;

/** Two replicas on one database: what one changes, the other goes by. */
@IntegrationTest
class ReplicaIT {

    private static final String SPACE = "[{\"name\": \"x\", \"type\": \"float\", \"low\": %d, \"high\": %d}]";

    private static ConfigurableApplicationContext replica;

    @LocalServerPort
    int port;

    @BeforeAll
    static void start() {
        TestDatabase database = TestDatabase.get();
        replica = new SpringApplicationBuilder(ParleyApplication.class)
                .run(
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--spring.main.banner-mode=off",
                        "--spring.datasource.url=" + database.url(),
                        "--spring.datasource.username=" + database.username(),
                        "--spring.datasource.password=" + database.password());
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private static double[] xs(JsonNode asked) {
        return StreamSupport.stream(asked.path("trials").spliterator(), false)
                .mapToDouble(trial -> trial.at("/configuration/x").doubleValue())
                .toArray();
    }

    private static ParleyClient there() {
        return new ParleyClient(replica.getEnvironment().getRequiredProperty("local.server.port", Integer.class));
    }

    @Test
    void noConfigurationIsHandedOutTwiceBetweenThem() {
        List<ParleyClient> clients = List.of(new ParleyClient(port), there());
        clients.getFirst().create("replicas-distinct", """
            {"space": [{"name": "x", "type": "int", "low": 1, "high": 8},
                       {"name": "y", "type": "int", "low": 1, "high": 8}],
             "objectives": [{"name": "loss", "direction": "minimize"}], "limits": {"trials": 64}}
            """);
        List<List<JsonNode>> found = Crowd.atOnce(16, worker -> {
            ParleyClient client = clients.get(worker % 2);
            List<JsonNode> configurations = new ArrayList<>();
            for (JsonNode trial = one(client); !trial.isMissingNode(); trial = one(client)) {
                JsonNode configuration = trial.path("configuration");
                configurations.add(configuration);
                int loss = configuration.path("x").asInt()
                        + configuration.path("y").asInt();
                client.tell("replicas-distinct", trial.path("number").asInt(), loss);
            }
            return configurations;
        });
        assertThat(found.stream().flatMap(List::stream)).hasSize(64).doesNotHaveDuplicates();
    }

    private static JsonNode one(ParleyClient client) {
        return client.ask("replicas-distinct", "{}").path("trials").path(0);
    }

    @Test
    void aChangeOfTheSpaceReachesTheOtherReplica() {
        ParleyClient here = new ParleyClient(port);
        ParleyClient there = there();
        here.create(
                "replicas",
                "{\"space\": %s, \"objectives\": [{\"name\": \"loss\", \"direction\": \"minimize\"}]}"
                        .formatted(SPACE.formatted(0, 1)));
        for (ParleyClient client : List.of(here, there)) {
            for (int i = 0; i < 6; i++) {
                client.tell("replicas", client.askOne("replicas").path("number").asInt(), i);
            }
        }
        for (int step = 1; step <= 3; step++) {
            ParleyClient changer = step % 2 == 0 ? here : there;
            changer.study(
                            "PATCH",
                            "replicas",
                            "{\"space\": " + SPACE.formatted(step, step + 1) + "}",
                            "If-Match",
                            "\"" + step + "\"")
                    .expect(200);
            for (ParleyClient client : List.of(here, there)) {
                double low = step;
                assertThat(DoubleStream.of(xs(client.ask("replicas", "{\"count\": 5}"))))
                        .hasSize(5)
                        .allMatch(x -> x >= low && x <= low + 1);
            }
        }
    }
}
