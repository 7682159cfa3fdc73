package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.testing.Crowd;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.ParleyClient.Answer;
import dev.parley.testing.ProgressInvariants;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** Everything that can happen to trials, at once, on several studies, while leases run out under the reaper. */
@IntegrationTest
class MixedCrowdIT {

    private static final List<String> STUDIES = List.of("mixed-random", "mixed-sobol", "mixed-tpe");

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1},
                   {"name": "kind", "type": "categorical", "choices": ["a", "b"]},
                   {"name": "depth", "type": "int", "low": 1, "high": 50,
                    "when": {"parameter": "kind", "in": ["b"]}}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "%s", "seed": 5}, "limits": {"parallel": 40}, "lease": {"attempts": 2}}
        """;

    /** What a client may be answered when it acts on trials that others act on too. */
    private static final Set<Integer> EXPECTED = Set.of(200, 201, 409);

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @Test
    void keepsItsBooksWhateverHappensAtOnce() {
        ParleyClient client = new ParleyClient(port);
        STUDIES.forEach(study -> client.create(study, STUDY.formatted(study.substring("mixed-".length()))));
        List<Map<Integer, Integer>> statuses = Crowd.atOnce(24, person -> {
            Map<Integer, Integer> seen = new TreeMap<>();
            RandomGenerator random = new Random(person);
            for (int step = 0; step < 30; step++) {
                String study = STUDIES.get(random.nextInt(STUDIES.size()));
                Answer answer = act(client, study, random);
                seen.merge(answer.status(), 1, Integer::sum);
                assertThat(EXPECTED).as("%s", answer.body()).contains(answer.status());
            }
            return seen;
        });

        assertThat(statuses).allSatisfy(seen -> assertThat(seen).containsKey(200));
        Duration aReaping = Duration.ofSeconds(30);
        STUDIES.forEach(study -> await().atMost(aReaping).until(() -> expired(study) == 0));
        STUDIES.forEach(study -> client.study("POST", study + "/pause", "").expect(200));
        STUDIES.forEach(new ProgressInvariants(jdbc)::check);
        assertThat(STUDIES).allSatisfy(study -> assertThat(reaped(study)).isPositive());
    }

    private static Answer act(ParleyClient client, String study, RandomGenerator random) {
        return switch (random.nextInt(12)) {
            case 0, 1 -> askAndTell(client, study, random);
            case 2 -> client.study("POST", study + "/ask", "{\"count\": 3, \"leaseSeconds\": 1}");
            case 3 -> client.study("POST", study + "/ask", "{\"fixed\": {\"kind\": \"b\"}, \"leaseSeconds\": 1}");
            case 4 -> act(client, study, random, "cancel", "");
            case 5 -> act(client, study, random, "retract", "");
            case 6 -> askAndRelease(client, study);
            case 7 -> act(client, study, random, "tell", "{\"state\": \"failed\", \"reason\": \"a crash\"}");
            case 8 -> act(client, study, random, "tell", "{\"state\": \"infeasible\"}");
            case 9 -> act(client, study, random, "tell", "{\"state\": \"complete\", \"values\": {\"loss\": 0.5}}");
            case 10 -> add(client, study, random);
            default -> askAndHeartbeat(client, study);
        };
    }

    private static Answer act(
            ParleyClient client, String study, RandomGenerator random, String operation, String body) {
        int known = Math.max(
                1,
                client.study("GET", study, "")
                                .expect(200)
                                .at("/progress/trials/running")
                                .asInt()
                        * 2);
        Answer answer = client.study("POST", study + "/trials/" + random.nextInt(known) + "/" + operation, body);
        return answer.status() == 404 ? client.study("GET", study, "") : answer;
    }

    private static Answer askAndTell(ParleyClient client, String study, RandomGenerator random) {
        Answer answer = client.study("POST", study + "/ask", "{}");
        JsonNode trial = answer.body().at("/trials/0");
        return trial.isMissingNode()
                ? answer
                : client.tell(study, trial.path("number").asInt(), random.nextInt(20) / 4.0);
    }

    private static Answer askAndRelease(ParleyClient client, String study) {
        Answer answer = client.study("POST", study + "/ask", "{\"leaseSeconds\": 3}");
        return withLease(client, study, answer, "release", "");
    }

    private static Answer askAndHeartbeat(ParleyClient client, String study) {
        Answer answer = client.study("POST", study + "/ask", "{\"leaseSeconds\": 1}");
        return withLease(client, study, answer, "heartbeat", ", \"leaseSeconds\": 2");
    }

    private static Answer withLease(ParleyClient client, String study, Answer asked, String operation, String more) {
        JsonNode trial = asked.body().at("/trials/0");
        if (trial.isMissingNode()) {
            return asked;
        }
        String lease = trial.path("lease").asString();
        String path = "%s/trials/%d/%s".formatted(study, trial.path("number").asInt(), operation);
        return client.study("POST", path, "{\"lease\": \"%s\"%s}".formatted(lease, more));
    }

    private static Answer add(ParleyClient client, String study, RandomGenerator random) {
        String queued = "{\"configuration\": {\"x\": %s, \"kind\": \"a\"}}".formatted(random.nextDouble());
        String imported = "{\"configuration\": {\"x\": %s, \"kind\": \"b\", \"depth\": 7}, \"state\": \"complete\","
                + " \"values\": {\"loss\": %s}}";
        return client.study(
                "POST",
                study + "/trials",
                "{\"trials\": [%s, %s]}"
                        .formatted(queued, imported.formatted(random.nextDouble(), 1 + random.nextInt(5))));
    }

    private int expired(String study) {
        return count(study, "state = 'running' AND lease_expires_at < clock_timestamp() + interval '4 s'");
    }

    private int reaped(String study) {
        return count(study, "state = 'lost' OR attempt > 1 OR (state = 'queued' AND handout > 0)");
    }

    private int count(String study, String condition) {
        return jdbc.sql("SELECT count(*) FROM trial JOIN study USING (study_id) WHERE name = ? AND (" + condition + ")")
                .param(study)
                .query(Integer.class)
                .single();
    }
}
