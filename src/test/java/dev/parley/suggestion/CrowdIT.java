package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.ProgressInvariants;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Many clients that do the same thing at the same moment. */
@IntegrationTest
class CrowdIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1},
                   {"name": "y", "type": "float", "low": 1e-5, "high": 1, "scale": "log"}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "%s", "seed": 11}, "limits": {"trials": 10000}}
        """;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    @Test
    void createsAStudyOnceHoweverManyPutIt() {
        List<Integer> statuses = Crowd.atOnce(
                50,
                number -> client.study("PUT", "crowd-put", STUDY.formatted("random"))
                        .status());

        assertThat(statuses).filteredOn(status -> status == 201).hasSize(1);
        assertThat(statuses).filteredOn(status -> status == 200).hasSize(49);
    }

    @Test
    void createsOneStudyForOneIdempotencyKey() {
        List<String> names = Crowd.atOnce(
                20,
                number -> client.send(
                                "POST", "/api/v1/studies", STUDY.formatted("random"), "Idempotency-Key", "crowd-create")
                        .expect(201)
                        .path("name")
                        .asString());

        assertThat(names).containsOnly(names.getFirst());
    }

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void givesTwentyAsksAtOnceTwentyConfigurations(String strategy) {
        String study = "crowd-different-" + strategy;
        client.create(study, STUDY.formatted(strategy));
        for (int i = 0; i < 12; i++) {
            JsonNode trial = client.askOne(study);
            double x = trial.at("/configuration/x").asDouble();
            client.tell(study, trial.path("number").asInt(), (x - 0.3) * (x - 0.3))
                    .expect(200);
        }
        for (int round = 0; round < 5; round++) {
            List<JsonNode> trials = Crowd.atOnce(20, number -> client.askOne(study));
            assertThat(trials)
                    .extracting(trial -> trial.path("configuration").toString())
                    .doesNotHaveDuplicates();
            assertThat(trials)
                    .extracting(trial -> trial.path("origin").asString())
                    .containsOnly(strategy);
        }
        new ProgressInvariants(jdbc).check(study);
    }

    @Test
    void asksForManyAtOnceOverlapNowhere() {
        client.create("crowd-batches", STUDY.formatted("tpe"));
        List<JsonNode> answers = Crowd.atOnce(20, number -> client.ask("crowd-batches", "{\"count\": 25}"));

        assertThat(answers.stream().flatMap(answer -> trials(answer).stream()))
                .hasSize(500)
                .extracting(trial -> trial.path("configuration").toString())
                .doesNotHaveDuplicates();
        new ProgressInvariants(jdbc).check("crowd-batches");
    }

    @Test
    void givesConcurrentDuplicatesOfAnAskTheSameTrials() {
        client.create("crowd-duplicates", STUDY.formatted("tpe"));
        List<JsonNode> answers = Crowd.atOnce(
                20,
                number -> client.study(
                                "POST",
                                "crowd-duplicates/ask",
                                "{\"count\": 3}",
                                "Idempotency-Key",
                                number % 2 == 0 ? "even" : "odd")
                        .expect(200)
                        .path("trials"));

        for (int i = 2; i < answers.size(); i++) {
            assertThat(answers.get(i)).hasSize(3).isEqualTo(answers.get(i % 2));
        }
        assertThat(answers.get(0).path(0).path("number"))
                .isNotEqualTo(answers.get(1).path(0).path("number"));
        assertThat(client.study("GET", "crowd-duplicates", "")
                        .body()
                        .at("/progress/trials/running")
                        .asInt())
                .isEqualTo(6);
        new ProgressInvariants(jdbc).check("crowd-duplicates");
    }

    @Test
    void addsTrialsOnceForOneIdempotencyKey() {
        client.create("crowd-add", STUDY.formatted("random"));
        List<JsonNode> answers = Crowd.atOnce(
                20,
                number -> client.study(
                                "POST",
                                "crowd-add/trials",
                                "{\"trials\": [{\"configuration\": {\"x\": 0.5, \"y\": 0.1}}]}",
                                "Idempotency-Key",
                                "one")
                        .body());

        assertThat(answers).containsOnly(answers.getFirst());
        new ProgressInvariants(jdbc).check("crowd-add");
        assertThat(count("SELECT next_number FROM study_progress JOIN study USING (study_id) WHERE name = 'crowd-add'"))
                .isEqualTo(1);
    }

    @Test
    void keepsOneResultOfATrialThatManyTell() {
        client.create("crowd-tell", STUDY.formatted("random"));
        int number = client.askOne("crowd-tell").path("number").asInt();
        List<Answer> answers = Crowd.atOnce(20, teller -> client.tell("crowd-tell", number, teller % 2));

        double recorded = client.study("GET", "crowd-tell/trials/" + number, "")
                .expect(200)
                .at("/values/loss")
                .asDouble();
        for (int teller = 0; teller < answers.size(); teller++) {
            Answer answer = answers.get(teller);
            if (teller % 2 == recorded) {
                assertThat(answer.status()).isEqualTo(200);
            } else {
                JsonNode problem = answer.expect(409);
                assertThat(problem.path("type").asString()).endsWith("/already-told");
                assertThat(problem.at("/recorded/values/loss").asDouble()).isEqualTo(recorded);
            }
        }
        assertThat(count("SELECT revision FROM study_progress JOIN study USING (study_id) WHERE name = 'crowd-tell'"))
                .isEqualTo(2);
        new ProgressInvariants(jdbc).check("crowd-tell");
    }

    @Test
    void handsOutEachQueuedTrialOnceAndByNumber() {
        client.create("crowd-queue", STUDY.formatted("random"));
        String trials = String.join(",", Collections.nCopies(30, "{\"configuration\": {\"x\": 0.25, \"y\": 0.01}}"));
        client.study("POST", "crowd-queue/trials", "{\"trials\": [" + trials + "]}");
        List<JsonNode> given = Crowd.atOnce(50, number -> client.askOne("crowd-queue"));

        assertThat(given)
                .extracting(trial -> trial.path("number").asInt())
                .containsExactlyInAnyOrderElementsOf(
                        IntStream.range(0, 50).boxed().toList());
        assertThat(given)
                .allSatisfy(trial -> assertThat(trial.path("origin").asString())
                        .isEqualTo(trial.path("number").asInt() < 30 ? "queued" : "random"));
        assertThat(given).extracting(trial -> trial.path("attempt").asInt()).containsOnly(1);
        new ProgressInvariants(jdbc).check("crowd-queue");
    }

    private static List<JsonNode> trials(JsonNode answer) {
        return StreamSupport.stream(answer.path("trials").spliterator(), false).toList();
    }

    private int count(String sql) {
        return jdbc.sql(sql).query(Integer.class).single();
    }
}
