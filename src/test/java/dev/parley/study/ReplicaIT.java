package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.web.server.LocalServerPort;
import tools.jackson.databind.JsonNode;

/** Two replicas on one database: what one changes, the other goes by. */
@IntegrationTest
class ReplicaIT {

    private static final String SPACE = "[{\"name\": \"x\", \"type\": \"float\", \"low\": %d, \"high\": %d}]";

    private static Replica replica;

    @LocalServerPort
    int port;

    @BeforeAll
    static void start() {
        replica = Replica.start();
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
        return replica.client();
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
    void everyAskGoesByAllThatEitherReplicaWasTold() {
        List<ParleyClient> clients = List.of(new ParleyClient(port), there());
        RandomGenerator random = new Random(3);
        for (int life = 1; life <= 2; life++) {
            clients.get(life % 2).create("replicas-agree", """
                {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
                 "objectives": [{"name": "loss", "direction": "minimize"}]}
                """);
            for (int step = 0; step < 60; step++) {
                long before = revision(clients.get(random.nextInt(2)));
                JsonNode trial = clients.get(random.nextInt(2)).askOne("replicas-agree");
                assertThat(trial.path("historyRevision").longValue()).isEqualTo(before);
                assertThat(trial.path("number").intValue()).isEqualTo(step);
                end(clients.get(random.nextInt(2)), step);
            }
            clients.get(random.nextInt(2)).study("DELETE", "replicas-agree", "");
        }
    }

    private static long revision(ParleyClient client) {
        return client.study("GET", "replicas-agree", "")
                .expect(200)
                .at("/progress/revision")
                .longValue();
    }

    /** Ends a trial in one way or another; sometimes the study itself is changed. */
    private static void end(ParleyClient client, int number) {
        String trial = "replicas-agree/trials/" + number;
        if (number % 10 == 1) {
            client.study("POST", trial + "/cancel", "").expect(200);
            return;
        }
        client.tell("replicas-agree", number, number % 7).expect(200);
        if (number % 10 == 3) {
            client.study("POST", trial + "/retract", "").expect(200);
        } else if (number % 10 == 5) {
            patch(client, "replicas-agree", "{\"labels\": {\"told\": \"" + number + "\"}}");
        }
    }

    private static void patch(ParleyClient client, String study, String patch) {
        String tag = client.study("GET", study, "").headers().firstValue("ETag").orElseThrow();
        client.study("PATCH", study, patch, "If-Match", tag).expect(200);
    }

    @Test
    void aLimitChangedThereHoldsHere() {
        ParleyClient here = new ParleyClient(port);
        here.create("replicas-limits", """
            {"space": [{"name": "x", "type": "float", "low": 0, "high": 1}],
             "objectives": [{"name": "loss", "direction": "minimize"}], "limits": {"trials": 100}}
            """);
        IntStream.range(0, 3).forEach(i -> here.askOne("replicas-limits"));
        patch(there(), "replicas-limits", "{\"limits\": {\"trials\": 4}}");

        here.askOne("replicas-limits");
        assertThat(here.ask("replicas-limits", "{}").at("/study/reason").asString())
                .isEqualTo("draining");
        patch(there(), "replicas-limits", "{\"limits\": {\"trials\": 100, \"parallel\": 5}}");
        here.askOne("replicas-limits");
        assertThat(here.ask("replicas-limits", "{}").at("/study/reason").asString())
                .isEqualTo("parallel-limit");
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
