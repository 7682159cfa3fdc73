package dev.parley.mlflow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.awaitility.Awaitility.await;

import dev.parley.mlflow.MlflowState.Measured;
import dev.parley.mlflow.MlflowState.Run;
import dev.parley.mlflow.ScriptedMlflow.Fault;
import dev.parley.observability.Metric;
import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.Replica;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** What MLflow shows of studies. This service takes the requests; another one logs. */
@IntegrationTest
class MlflowIT {

    private static final ScriptedMlflow MLFLOW = new ScriptedMlflow();
    private static final Replica REPLICA = Logged.replica(
            MLFLOW, "parley.mlflow.username=ana", "parley.mlflow.password=hush", "parley.mlflow.most-at-once=4");

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private Logged logged;

    @BeforeEach
    void begin() {
        logged = new Logged(api, jdbc, MLFLOW);
    }

    @AfterEach
    void removeStudies() {
        MLFLOW.behave();
        logged.removeStudies();
    }

    @AfterAll
    static void close() {
        REPLICA.close();
        MLFLOW.close();
    }

    private static long millis(Answer trial, String pointer) {
        return Instant.parse(trial.at(pointer).asString()).toEpochMilli();
    }

    @Test
    void aTrialBecomesARun() {
        StudyApi study = logged.study(
                "'description': 'Lines through points'",
                "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'f(x)', 'type': 'categorical',"
                        + " 'choices': ['sin', true, 3]}]");
        JsonNode asked = study.ask("{'worker': 'gpu-3'}").is(200).at("/trials/0");
        String lease = asked.get("lease").asString();
        for (int step : new int[] {1, 2, 5}) {
            study.post(
                            "/trials/0/report",
                            "{'lease': '%s', 'step': %d, 'values': {'loss': %s, 'grad norm': %s}}"
                                    .formatted(lease, step, 1.0 / step, step == 5 ? "'NaN'" : "2.5"))
                    .is(200);
        }
        study.tell(0, """
            {'lease': '%s', 'state': 'complete', 'values': {'loss': 0.19}, 'standardErrors': {'loss': 0.02},
             'constraints': {'memory': -1.5}, 'attributes': {'commit': 'abc', 'sizes': [1, 2]}}\
            """.formatted(lease)).is(200);
        Run run = logged.await(study, 1).getFirst();
        Answer trial = study.trial(0);

        assertThat(run.name).isEqualTo("trial 0");
        assertThat(run.status).isEqualTo("FINISHED");
        assertThat(run.start).isEqualTo(millis(trial, "/startedAt"));
        assertThat(run.end).isEqualTo(millis(trial, "/finishedAt"));
        assertThat(run.parameters)
                .containsEntry("x", trial.at("/configuration/x").toString())
                .containsEntry(
                        RunKey.of("f(x)"), trial.at("/configuration/f(x)").asString())
                .hasSize(2);
        assertThat(run.metrics)
                .extracting(Measured::key, Measured::step)
                .containsExactlyInAnyOrder(
                        tuple("loss", 1L),
                        tuple("loss", 2L),
                        tuple("loss", 5L),
                        tuple("grad norm", 1L),
                        tuple("grad norm", 2L),
                        tuple("grad norm", 5L),
                        tuple("loss", 5L),
                        tuple("standard_error/loss", 5L),
                        tuple("constraint/memory", 5L));
        assertThat(run.last("loss")).isEqualTo(0.19);
        assertThat(run.last("grad norm")).isNaN();
        assertThat(run.tags)
                .containsEntry("parley.project", "default")
                .containsEntry("parley.study", study.name())
                .containsEntry("parley.trial", "0")
                .containsEntry("parley.state", "complete")
                .containsEntry("parley.origin", trial.at("/origin").asString())
                .containsEntry("parley.worker", "gpu-3")
                .containsEntry("parley.attempt", "1")
                .containsEntry("parley.attribute.commit", "abc")
                .containsEntry("parley.attribute.sizes", "[1,2]")
                .doesNotContainKeys("parley.reason", "parley.imported", "parley.retracted");
        assertThat(MLFLOW.state().experiment("parley/default/" + study.name()).tags)
                .containsEntry("mlflow.note.content", "Lines through points")
                .containsEntry("parley.objectives", "minimize loss")
                .containsEntry("parley.study", study.name());
        assertThat(MLFLOW.authorizations()).containsOnly("Basic YW5hOmh1c2g=");
    }

    @Test
    void howATrialEndedIsSaid() {
        StudyApi study = logged.study();
        for (int i = 0; i < 6; i++) {
            study.ask();
        }
        study.tell(0, 0.5);
        study.tell(1, "{'state': 'pruned', 'reason': 'too slow'}").is(200);
        study.tell(2, "{'state': 'infeasible', 'reason': 'no memory'}").is(200);
        study.tell(3, "{'state': 'failed', 'reason': 'out of luck'}").is(200);
        study.tell(4, "{'state': 'complete', 'values': {'loss': 'NaN'}}").is(200);
        study.post("/trials/5/cancel", "{}").is(200);
        study.add("{'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': 0.25}}")
                .is(201);
        study.add("{'configuration': {'x': 0.25}}").is(201);
        study.post("/trials/7/cancel", "{}").is(200);
        List<Run> runs = logged.await(study, 7);
        logged.awaitRest(study);
        assertThat(MLFLOW.state().all(study.name())).as("nobody ran trial 7").hasSize(7);
        assertThat(runs)
                .extracting(Run::trial, run -> run.status, run -> run.tags.get("parley.state"))
                .containsExactlyInAnyOrder(
                        tuple(0, "FINISHED", "complete"),
                        tuple(1, "KILLED", "pruned"),
                        tuple(2, "FINISHED", "infeasible"),
                        tuple(3, "FAILED", "failed"),
                        tuple(4, "FINISHED", "infeasible"),
                        tuple(5, "KILLED", "cancelled"),
                        tuple(6, "FINISHED", "complete"));
        assertThat(runs)
                .filteredOn(run -> run.trial() == 3)
                .allSatisfy(run -> assertThat(run.tags).containsEntry("parley.reason", "out of luck"));
        assertThat(runs).filteredOn(run -> run.trial() == 6).allSatisfy(run -> {
            assertThat(run.tags).containsEntry("parley.imported", "true");
            assertThat(run.last("loss")).isEqualTo(0.25);
        });
    }

    @Test
    void aWithdrawnResultLeavesNoRunBehind() {
        StudyApi study = logged.study();
        study.finish(0.5);
        study.finish(0.25);
        logged.await(study, 2);
        study.post("/trials/0/retract", "{}").is(200);
        await().atMost(Logged.PATIENCE)
                .until(() -> MLFLOW.state().runs(study.name()).size() == 1);
        logged.awaitRest(study);
        assertThat(MLFLOW.state().runs(study.name())).extracting(Run::trial).containsExactly(1);
        assertThat(MLFLOW.state().all(study.name()))
                .filteredOn(run -> run.isDeleted)
                .singleElement()
                .satisfies(run -> assertThat(run.tags)
                        .containsEntry("parley.retracted", "true")
                        .containsEntry("parley.trial", "0"));
    }

    @Test
    void aLateResultOfALostTrialChangesItsRun() {
        StudyApi study = logged.study("'lease': {'seconds': 1, 'attempts': 1}");
        String lease = study.ask().get("lease").asString();
        Run lost = logged.await(study, 1).getFirst();
        assertThat(lost.status).isEqualTo("FAILED");
        assertThat(lost.tags).containsEntry("parley.state", "lost").containsKey("parley.reason");
        study.tell(0, "{'lease': '%s', 'state': 'complete', 'values': {'loss': 0.5}}".formatted(lease))
                .is(200);
        await().atMost(Logged.PATIENCE).until(() -> lost.status.equals("FINISHED"));
        logged.awaitRest(study);
        assertThat(lost.tags).containsEntry("parley.state", "complete").doesNotContainKey("parley.reason");
        assertThat(lost.last("loss")).isEqualTo(0.5);
        assertThat(MLFLOW.state().all(study.name())).hasSize(1);
    }

    @Test
    void whatIsManyIsLoggedInPieces() {
        int dimensions = 250;
        String space = String.join(
                ", ",
                IntStream.range(0, dimensions)
                        .mapToObj(i -> "{'name': 'x%d', 'type': 'float', 'low': 0, 'high': 1}".formatted(i))
                        .toList());
        StudyApi study = logged.study("'space': [" + space + "]");
        String lease = study.ask().get("lease").asString();
        jdbc.sql("""
            INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
            SELECT study_id, 0, 1, 1, step, '{"loss": 1, "other": 2}', clock_timestamp() + interval '1 minute'
            FROM study, generate_series(0, 1499) AS step WHERE name = ?
            """).param(study.name()).update();
        study.tell(0, "{'lease': '%s', 'state': 'complete', 'values': {'loss': 0.5}}".formatted(lease))
                .is(200);
        Run run = logged.await(study, 1).getFirst();
        assertThat(run.parameters).hasSize(dimensions);
        assertThat(run.metrics).hasSize(2 * 1_500 + 1);
        assertThat(run.last("loss")).isEqualTo(0.5);
    }

    @Test
    void aLabelTurnsItOffAndOn() {
        StudyApi study = logged.study();
        StudyApi without = api.study();
        study.finish(0.5);
        without.finish(0.5);
        logged.await(study, 1);
        study.patch("{'labels': {'mlflow': 'off'}}").is(200);
        study.finish(0.25);
        StudyApi later = logged.study();
        later.finish(0.5);
        logged.await(later, 1);
        assertThat(MLFLOW.state().runs(study.name())).hasSize(1);
        study.patch("{'labels': {'mlflow': 'on'}}").is(200);
        logged.await(study, 2);
        logged.assertEachOnce(study, 2);
        assertThat(MLFLOW.state().all(without.name())).isEmpty();
    }

    @Test
    void aChangedDescriptionIsShownWithTheNextTrial() {
        StudyApi study = logged.study("'description': 'first'");
        study.finish(0.5);
        logged.await(study, 1);
        study.patch("{'description': 'second'}").is(200);
        study.finish(0.25);
        logged.await(study, 2);
        assertThat(MLFLOW.state().experiment("parley/default/" + study.name()).tags)
                .containsEntry("mlflow.note.content", "second");
    }

    @Test
    void aStudyCreatedAnewIsAnotherOne() {
        StudyApi first = logged.study();
        first.finish(0.5);
        Run old = logged.await(first, 1).getFirst();
        api.delete(first.path());
        StudyApi second = logged.study("'name': '" + first.name() + "'");
        second.finish(0.25);
        List<Run> runs = logged.await(second, 2);
        assertThat(runs).extracting(Run::trial).containsExactly(0, 0);
        assertThat(runs).extracting(run -> run.tags.get("parley.study-id")).doesNotHaveDuplicates();
        assertThat(old.last("loss")).isEqualTo(0.5);
    }

    @Test
    void aDeletedExperimentKeepsItsStudyWaitingAlone() {
        StudyApi study = logged.study();
        StudyApi other = logged.study();
        study.finish(0.5);
        logged.await(study, 1);
        MlflowState.Experiment experiment = MLFLOW.state().experiment("parley/default/" + study.name());
        experiment.isDeleted = true;
        study.finish(0.25);
        other.finish(0.5);
        logged.await(other, 1);
        await().atMost(Logged.PATIENCE)
                .untilAsserted(() -> assertThat(heldReason(study)).contains("restore it in MLflow"));
        assertThat(MLFLOW.state().runs(study.name())).hasSize(1);
        experiment.isDeleted = false;
        logged.await(study, 2);
        logged.assertEachOnce(study, 2);
        MLFLOW.state().forget(experiment);
        study.finish(0.125);
        assertThat(logged.await(study, 1)).extracting(Run::trial).containsExactly(2);
        assertThat(heldReason(study)).isEmpty();
    }

    private String heldReason(StudyApi study) {
        return jdbc.sql("SELECT coalesce(held_reason, '') FROM mlflow_study JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(String.class)
                .optional()
                .orElse("");
    }

    @Test
    void aRunThatIsRefusedHoldsUpNoOther() {
        StudyApi study = logged.study();
        MLFLOW.refuse(
                (path, body) -> path.equals("runs/log-batch") && body.toString().contains("0.4375"));
        for (int i = 0; i < 8; i++) {
            study.finish(i == 2 ? 0.4375 : i);
        }
        logged.await(study, 7);
        await().atMost(Logged.PATIENCE).until(() -> refusals(study).size() == 1);
        logged.awaitRest(study);
        assertThat(refusals(study).getFirst()).isEqualTo("2: it answered 400: no");
        assertThat(Metric.MLFLOW_RUNS.counter(REPLICA.meters(), "refused").count())
                .isPositive();
        MLFLOW.behave();
        jdbc.sql("UPDATE mlflow_run SET due_at = clock_timestamp() WHERE refusal IS NOT NULL")
                .update();
        logged.await(study, 8);
        logged.awaitRest(study);
        logged.assertEachOnce(study, 8);
        assertThat(refusals(study)).isEmpty();
    }

    private List<String> refusals(StudyApi study) {
        return jdbc.sql("""
            SELECT number || ': ' || refusal AS refusal FROM mlflow_run JOIN study USING (study_id)
            WHERE name = ? AND refusal IS NOT NULL
            """)
                .param(study.name())
                .query((row, n) -> row.getString("refusal"))
                .list();
    }

    static List<ScriptedMlflow.Answer> answersToOneTrial() {
        return List.of(
                ScriptedMlflow.Answer.error(400, "BAD_REQUEST", "the connection is closed"),
                new ScriptedMlflow.Answer(403, "a firewall reads along"));
    }

    @ParameterizedTest
    @MethodSource("answersToOneTrial")
    void aRunThatFailsAgainAndAgainIsGivenUpOnceOthersAreTaken(ScriptedMlflow.Answer answer) {
        StudyApi study = logged.study();
        MLFLOW.answer(
                answer,
                (path, body) -> path.equals("runs/log-batch") && body.toString().contains("0.4375"));
        study.finish(0.4375);
        await().atMost(Logged.PATIENCE).until(() -> failures(study) > 9);
        assertThat(refusals(study)).as("perhaps MLflow takes none").isEmpty();
        await().atMost(Logged.PATIENCE).pollInterval(Duration.ofMillis(20)).until(() -> {
            study.finish(0.5);
            return refusals(study).size() == 1;
        });
        assertThat(refusals(study).getFirst()).startsWith("0: it answered " + answer.status());
    }

    private int failures(StudyApi study) {
        return jdbc.sql("SELECT coalesce(max(failures), 0) FROM mlflow_run JOIN study USING (study_id) WHERE name = ?")
                .param(study.name())
                .query(Integer.class)
                .single();
    }

    @Test
    void aStudyOfWhichMlflowTakesNothingWaits() {
        StudyApi study = logged.study();
        study.finish(0.5);
        logged.await(study, 1);
        study.patch("{'labels': {'mlflow': 'off'}}").is(200);
        IntStream.range(1, 5).forEach(study::finish);
        MLFLOW.answer(new ScriptedMlflow.Answer(503, "busy"), (path, body) -> path.equals("runs/create"));
        study.patch("{'labels': {'mlflow': 'on'}}").is(200);
        await().atMost(Logged.PATIENCE)
                .untilAsserted(() -> assertThat(heldReason(study)).isEqualTo("it answered 503: busy"));
        MLFLOW.behave();
        logged.await(study, 5);
        logged.awaitRest(study);
        logged.assertEachOnce(study, 5);
    }

    @Test
    void whatIsForbiddenOfOneStudyHoldsUpNoOther() {
        StudyApi study = logged.study();
        StudyApi other = logged.study();
        MLFLOW.answer(
                ScriptedMlflow.Answer.error(403, "PERMISSION_DENIED", "it is somebody else's"),
                (path, body) -> path.equals("experiments/get-by-name")
                        && body.path("experiment_name").asString().endsWith("/" + study.name()));
        study.finish(0.5);
        await().atMost(Logged.PATIENCE)
                .untilAsserted(() -> assertThat(heldReason(study)).contains("somebody else's"));
        other.finish(0.5);
        logged.await(other, 1);
        assertThat(heldReason(study)).contains("somebody else's");
        MLFLOW.behave();
        logged.await(study, 1);
    }

    /** MLflow's database may choke on one run, and MLflow be well. */
    @Test
    void aRunThatMlflowFailsAtHoldsUpNoOther() {
        StudyApi study = logged.study();
        MLFLOW.fail("runs/log-batch", Fault.status(500), Fault.status(500), Fault.status(500));
        for (int i = 0; i < 6; i++) {
            study.finish(i);
        }
        logged.await(study, 6);
        logged.awaitRest(study);
        logged.assertEachOnce(study, 6);
    }

    /** Values that nothing in Parley writes. */
    @Test
    void aRunThatParleyFailsAtHoldsUpNoOther() {
        StudyApi study = logged.study();
        String lease = study.ask().get("lease").asString();
        jdbc.sql("""
            INSERT INTO measurement (study_id, number, handout, attempt, step, values, recorded_at)
            SELECT study_id, 0, 1, 1, 0, '{"loss": []}', clock_timestamp() FROM study WHERE name = ?
            """).param(study.name()).update();
        study.patch("{'labels': {'mlflow': 'off'}}").is(200);
        study.tell(0, "{'lease': '%s', 'state': 'complete', 'values': {'loss': 0.5}}".formatted(lease))
                .is(200);
        study.finish(0.25);
        study.patch("{'labels': {'mlflow': 'on'}}").is(200);
        assertThat(logged.await(study, 1))
                .filteredOn(run -> run.status.equals("FINISHED"))
                .extracting(Run::trial)
                .containsExactly(1);
        await().atMost(Logged.PATIENCE).until(() -> failures(study) > 1);
        assertThat(MLFLOW.state().all(study.name())).as("the run is known").hasSize(2);
    }

    @Test
    void aRunThatIsGoneIsMadeAgain() {
        StudyApi study = logged.study("'lease': {'seconds': 1, 'attempts': 1}");
        String lease = study.ask().get("lease").asString();
        MLFLOW.state().forget(logged.await(study, 1).getFirst());
        study.tell(0, "{'lease': '%s', 'state': 'complete', 'values': {'loss': 0.5}}".formatted(lease))
                .is(200);
        logged.await(study, 1);
        logged.awaitRest(study);
        logged.assertEachOnce(study, 1);
    }
}
