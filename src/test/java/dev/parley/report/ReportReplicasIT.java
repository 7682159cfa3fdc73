package dev.parley.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.ParleyClient;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.web.server.LocalServerPort;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.TestPropertySource;

/** Reports that come to two replicas, which keep what 64 reports of complete trials said of a study. */
@IntegrationTest
@TestPropertySource(properties = ReportReplicasIT.MAX_SIZE)
class ReportReplicasIT {

    static final String MAX_SIZE = "parley.curves.max-size=4KB";

    private static Replica replica;

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    @LocalServerPort
    int port;

    @BeforeAll
    static void start() {
        replica = Replica.start(MAX_SIZE);
    }

    @AfterAll
    static void stop() {
        replica.close();
    }

    private List<ParleyClient> replicas() {
        return List.of(new ParleyClient(port), replica.client());
    }

    private static boolean shouldPrune(ParleyClient client, ReportIT.Running trial, long step, double loss) {
        return client.study("POST", trial.study().name() + "/trials/" + trial.number() + "/report", """
            {"lease": "%s", "step": %d, "values": {"loss": %s}}
            """.formatted(
                                trial.lease(), step, loss))
                .expect(200)
                .path("shouldPrune")
                .asBoolean();
    }

    private List<List<Double>> rungs(StudyApi study) {
        return jdbc.sql("""
            SELECT step, loss FROM rung JOIN study USING (study_id) WHERE name = :name ORDER BY number, step
            """)
                .param("name", study.name())
                .query((row, n) -> List.of((double) row.getLong("step"), row.getDouble("loss")))
                .list();
    }

    @Test
    void aCurveThatComesToSeveralReplicasHasTheSameRungs() {
        StudyApi study = api.study("'pruner': {'type': 'asha', 'minResource': 1, 'reductionFactor': 2}");
        ReportIT.Running trial = ReportIT.Running.ask(study);
        long[] steps = LongStream.rangeClosed(0, 9).toArray();
        for (long step : steps) {
            shouldPrune(replicas().get((int) step % 2), trial, step, 1.0 / (1 + step));
        }
        // one of them has not heard of the last four
        for (long step = 10; step <= 13; step++) {
            shouldPrune(replicas().getFirst(), trial, step, 1.0 / (1 + step));
        }
        shouldPrune(replicas().getLast(), trial, 17, 1.0 / 18);
        assertThat(rungs(study))
                .containsExactly(
                        List.of(1.0, 1.0 / 2),
                        List.of(2.0, 1.0 / 3),
                        List.of(4.0, 1.0 / 5),
                        List.of(8.0, 1.0 / 9),
                        List.of(16.0, 1.0 / 18));
        // a step that came before, with another loss
        shouldPrune(replicas().getFirst(), trial, 4, 0.7);
        assertThat(rungs(study)).contains(List.of(4.0, 0.7)).hasSize(5);
    }

    @Test
    void everyReplicaKeepsTheTrialsThatCompletedFirst() {
        StudyApi study = api.study("'pruner': {'type': 'median', 'startupTrials': 1}");
        List<ReportIT.Running> trials = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
            trials.add(ReportIT.Running.ask(study));
        }
        // 40 reports, then 30 that no longer fit, then 20 that would
        complete(trials.get(2), 40, 0.2);
        assertThat(shouldPrune(replicas().getFirst(), trials.get(3), 1, 0.3)).isTrue();
        complete(trials.get(0), 30, 0.6);
        complete(trials.get(1), 20, 0.6);
        for (ParleyClient client : replicas()) {
            assertThat(shouldPrune(client, trials.get(3), 2, 0.3)).isTrue();
        }
        study.post("/trials/2/retract", "").is(200);
        for (ParleyClient client : replicas()) {
            assertThat(shouldPrune(client, trials.get(3), 3, 0.3)).isFalse();
            assertThat(shouldPrune(client, ReportIT.Running.ask(study), 3, 0.7)).isTrue();
        }
    }

    private static void complete(ReportIT.Running trial, int reports, double loss) {
        for (int step = 1; step <= reports; step++) {
            trial.report(step, "{'loss': " + loss + "}").is(200);
        }
        trial.tell("'state': 'complete', 'values': {'loss': " + loss + "}").is(200);
    }
}
