package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.parley.observability.Metric;
import dev.parley.optimizer.History;
import dev.parley.study.Project;
import dev.parley.study.Studies;
import dev.parley.study.StudyName;
import dev.parley.study.Transactions;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.util.unit.DataSize;
import tools.jackson.databind.JsonNode;

/** What the cache gives, however it came to it, is what the database holds. */
@IntegrationTest
class HistoryCacheIT {

    private static final String STUDY = """
        {"space": [{"name": "x", "type": "float", "low": 0, "high": 1},
                   {"name": "kind", "type": "categorical", "choices": ["a", "b"]},
                   {"name": "depth", "type": "int", "low": 1, "high": 50,
                    "when": {"parameter": "kind", "in": ["b"]}}],
         "objectives": [{"name": "loss", "direction": "minimize"}],
         "strategy": {"type": "random", "seed": 5}}
        """;

    private static final List<String> ENDS = List.of(
            "{\"state\": \"complete\", \"values\": {\"loss\": 0.25}}",
            "{\"state\": \"complete\", \"values\": {\"loss\": \"NaN\"}}",
            "{\"state\": \"complete\", \"values\": {\"loss\": 2}, \"constraints\": {\"memory\": 1.5, \"time\": -1}}",
            "{\"state\": \"pruned\", \"values\": {\"loss\": 3}}",
            "{\"state\": \"pruned\"}",
            "{\"state\": \"pruned\", \"step\": 12, \"values\": {\"loss\": 2.5}}",
            "{\"state\": \"infeasible\", \"constraints\": {\"memory\": 0.5}}",
            "{\"state\": \"failed\", \"reason\": \"out of memory\"}");

    @Autowired
    JdbcTemplate jdbc;

    @Autowired
    Transactions transactions;

    @Autowired
    Studies studies;

    @Autowired
    ConfigurationFormat format;

    @Autowired
    HistoryCache own;

    @LocalServerPort
    int port;

    private ParleyClient client = new ParleyClient(0);

    @BeforeEach
    void connect() {
        client = new ParleyClient(port);
    }

    @Test
    void updatesAsIfItReadEverything() {
        client.create("history-updates", STUDY);
        HistoryCache updated = cache(DataSize.ofMegabytes(8));
        RandomGenerator random = new Random(4);
        for (int step = 0; step < 300; step++) {
            act("history-updates", random);
            if (step % 3 == 0) {
                updated(updated, "history-updates");
            }
            if (step % 20 == 19) {
                assertIsWhatIsStored(updated, "history-updates");
            }
        }
        assertThat(updated(updated, "history-updates").history().size()).isGreaterThan(256);
    }

    @Test
    void takesInTheProcessesOwnChangesWithoutReadingThem() {
        client.create("history-own", STUDY);
        RandomGenerator random = new Random(6);
        int present = 0;
        for (int step = 0; step < 300; step++) {
            if (step % 10 == 0) {
                act("history-own", random);
            }
            int number = client.askOne("history-own").path("number").asInt();
            client.study("POST", "history-own/trials/" + number + "/tell", ENDS.get(random.nextInt(ENDS.size())))
                    .expect(200);
            present += transactions
                            .read(() -> own.present(studies.find(Project.DEFAULT, new StudyName("history-own"))))
                            .isPresent()
                    ? 1
                    : 0;
            if (step % 20 == 19) {
                assertIsWhatIsStored(own, "history-own");
            }
        }
        assertThat(present).isGreaterThan(250);
    }

    @Test
    void isRightWhereHistoriesHaveToLeave() {
        List<String> names =
                IntStream.range(0, 6).mapToObj(i -> "history-leaves-" + i).toList();
        names.forEach(name -> client.create(name, STUDY));
        MeterRegistry meters = new SimpleMeterRegistry();
        HistoryCache small =
                new HistoryCache(new ChangedTrials(jdbc, format), format, meters, DataSize.ofKilobytes(40));
        HistoryCache tooSmall = cache(DataSize.ofKilobytes(1));
        RandomGenerator random = new Random(8);
        for (int round = 0; round < 3; round++) {
            for (String name : names) {
                IntStream.range(0, 5).forEach(i -> act(name, random));
                assertIsWhatIsStored(small, name);
                assertIsWhatIsStored(tooSmall, name);
            }
        }
        names.forEach(name -> assertIsWhatIsStored(small, name));
        await().atMost(Duration.ofSeconds(10)).until(() -> bytes(meters) <= 40 * 1024);
        assertThat(bytes(meters)).isPositive();
    }

    @Test
    void forgetsAllOfAnotherLifeOfTheDatabase() {
        client.create("history-lives", STUDY);
        HistoryCache cache = cache(DataSize.ofMegabytes(8));
        int number = client.askOne("history-lives").path("number").asInt();
        client.tell("history-lives", number, 1).expect(200);
        assertThat(updated(cache, "history-lives").history().value(number, 0)).isEqualTo(1);

        jdbc.update(
                "UPDATE trial SET values = '{2}' FROM study s WHERE s.study_id = trial.study_id AND s.name = ?",
                "history-lives");
        assertThat(updated(cache, "history-lives").history().value(number, 0)).isEqualTo(1);
        jdbc.execute("VACUUM FULL study_progress");

        assertThat(updated(cache, "history-lives").history().value(number, 0)).isEqualTo(2);
    }

    private HistoryCache cache(DataSize size) {
        return new HistoryCache(new ChangedTrials(jdbc, format), format, new SimpleMeterRegistry(), size);
    }

    private static double bytes(MeterRegistry meters) {
        return meters.get(Metric.HISTORY_BYTES.meterName()).gauge().value();
    }

    private HistoryCache.Snapshot updated(HistoryCache cache, String study) {
        return transactions.read(() -> cache.upTo(studies.find(Project.DEFAULT, new StudyName(study))));
    }

    private void assertIsWhatIsStored(HistoryCache cache, String study) {
        HistoryCache.Snapshot known = updated(cache, study);
        HistoryCache.Snapshot stored = updated(cache(DataSize.ofMegabytes(8)), study);
        assertThat(known.revision()).isEqualTo(stored.revision());
        History history = known.history();
        assertThat(history.size()).isEqualTo(stored.history().size());
        for (int number = 0; number < history.size(); number++) {
            assertThat(row(history, number)).as("trial %d", number).isEqualTo(row(stored.history(), number));
        }
    }

    private static List<Object> row(History history, int number) {
        return List.of(
                history.standing(number),
                history.configuration(number),
                history.value(number, 0),
                history.standardError(number, 0),
                history.violation(number),
                history.step(number));
    }

    private void act(String study, RandomGenerator random) {
        JsonNode progress = client.study("GET", study, "").expect(200).path("progress");
        int known = 1
                + progress.path("trials")
                        .valueStream()
                        .mapToInt(JsonNode::asInt)
                        .sum();
        String trial = study + "/trials/" + random.nextInt(known);
        switch (random.nextInt(8)) {
            case 0 -> client.study("POST", trial + "/cancel", "");
            case 1 -> client.study("POST", trial + "/retract", "");
            case 2 -> client.study("POST", trial + "/tell", "{\"state\": \"infeasible\"}");
            case 3 ->
                client.study(
                        "POST",
                        trial + "/tell",
                        "{\"state\": \"pruned\", \"values\": {\"loss\": 3}, \"constraints\": {\"memory\": 2}}");
            case 4 ->
                client.study(
                        "POST",
                        trial + "/tell",
                        "{\"state\": \"complete\", \"values\": {\"loss\": 0.5}%s}"
                                .formatted(random.nextBoolean() ? "" : ", \"standardErrors\": {\"loss\": 0.25}"));
            case 5 ->
                client.study(
                        "POST",
                        study + "/trials",
                        "{\"trials\": [{\"configuration\": {\"x\": %s, \"kind\": \"b\", \"depth\": 3}}]}"
                                .formatted(random.nextDouble()));
            default -> client.ask(study, "{\"count\": " + random.nextInt(1, 9) + "}");
        }
    }
}
