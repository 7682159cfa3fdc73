package dev.parley.katib;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import api.v1.beta1.Api.Experiment;
import api.v1.beta1.Api.GetSuggestionsReply;
import api.v1.beta1.Api.GetSuggestionsReply.ParameterAssignments;
import api.v1.beta1.Api.ParameterAssignment;
import api.v1.beta1.Api.Trial;
import api.v1.beta1.Api.TrialStatus.TrialConditionType;
import dev.parley.observability.Metric;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.grpc.health.v1.HealthCheckResponse.ServingStatus;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

/** An experiment from its first suggestion to its last, over real gRPC. */
class KatibIT extends KatibListening {

    @Autowired
    JdbcClient jdbc;

    @Autowired
    MeterRegistry meters;

    @Test
    void runsAWholeExperiment() {
        Experiment experiment = experiment("strategy", "tpe", "seed", "7", "description", "Digits");
        KatibController controller = new KatibController(experiment);
        katib.validate(experiment);
        ask(katib, controller, 3);
        for (int round = 0; round < 9; round++) {
            List<String> running = controller.running();
            assertThat(running).hasSize(3);
            controller.end(
                    running.get(round % 3),
                    round == 4 ? TrialConditionType.FAILED : TrialConditionType.SUCCEEDED,
                    "0." + (50 + round));
            ask(katib, controller, 1);
        }

        String name = experiment.getName();
        assertThat(controller.trials()).hasSize(12);
        assertThat(study(name).at("/strategy/type").asString()).isEqualTo("tpe");
        assertThat(study(name).path("description").asString()).isEqualTo("Digits");
        assertThat(study(name).at("/labels/katib-experiment").asString()).isEqualTo(name);
        Map<Integer, JsonNode> trials = trials(name);
        assertThat(trials).hasSize(12);
        controller.trials().forEach((trialName, trial) -> assertAgree(trial, trial(name, trialName)));
        assertThat(trials.values().stream().map(trial -> trial.path("state").asString()))
                .containsOnly("complete", "failed", "running")
                .filteredOn("running"::equals)
                .hasSize(3);
    }

    /** The trial here and there are of the same configuration, and the result is the one that Katib measured. */
    private static void assertAgree(Trial there, JsonNode here) {
        Map<String, String> assignments = KatibController.assignments(
                there.getSpec().getParameterAssignments().getAssignmentsList());
        JsonNode configuration = here.path("configuration");
        assertThat(Double.parseDouble(assignments.get("lr")))
                .isEqualTo(configuration.path("lr").doubleValue());
        assertThat(assignments.get("optimizer"))
                .isEqualTo(configuration.path("optimizer").asString());
        assertThat(assignments.get("batch")).isIn("64", "16", "32.0");
        assertThat(Double.parseDouble(assignments.get("batch")))
                .isEqualTo(configuration.path("batch").doubleValue());
        if (there.getStatus().getCondition() == TrialConditionType.SUCCEEDED) {
            assertThat(here.at("/values/accuracy").doubleValue())
                    .isEqualTo(Double.parseDouble(
                            there.getStatus().getObservation().getMetrics(0).getValue()));
            assertThat(here.at("/attributes/metrics/loss").doubleValue()).isEqualTo(0.25);
            assertThat(here.at("/attributes/katibTrial").asString()).isEqualTo(there.getName());
        }
    }

    @Test
    void aRepeatedRequestGetsTheSameTrials() {
        KatibController controller = new KatibController(experiment());
        GetSuggestionsReply lost = katib.suggest(controller.request(3));
        GetSuggestionsReply again = katib.suggest(controller.request(3));
        assertThat(numbers(again)).isEqualTo(numbers(lost)).doesNotHaveDuplicates();
        assertThat(values(again)).isEqualTo(values(lost));

        controller.store(again, 3);
        controller.succeed(controller.running().getFirst(), "0.5");
        List<Integer> next = numbers(katib.suggest(controller.request(2)));
        assertThat(next).doesNotContainAnyElementsOf(numbers(lost)).hasSize(2);
        assertThat(numbers(katib.suggest(controller.request(2)))).isEqualTo(next);
        assertThat(numbers(katib.suggest(controller.request(1)))).isEqualTo(next.subList(0, 1));
        assertThat(ask(katib, controller, 2).stream().map(trial -> number(trial.getName())))
                .containsExactlyElementsOf(next);
        assertThat(trials(controller.request(0).getExperiment().getName())).hasSize(5);
    }

    private static List<Integer> numbers(GetSuggestionsReply reply) {
        return reply.getParameterAssignmentsList().stream()
                .map(one -> number(one.getTrialName()))
                .toList();
    }

    private static List<Map<String, String>> values(GetSuggestionsReply reply) {
        return reply.getParameterAssignmentsList().stream()
                .map(ParameterAssignments::getAssignmentsList)
                .map(KatibController::assignments)
                .toList();
    }

    @Test
    void recordsEveryEndThatKatibKnows() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        List<String> names =
                ask(katib, controller, 9).stream().map(Trial::getName).toList();
        controller.succeed(names.get(0), "0.7");
        controller.end(names.get(1), TrialConditionType.FAILED, "0.1");
        controller.end(names.get(2), TrialConditionType.KILLED, "");
        controller.end(names.get(3), TrialConditionType.EARLYSTOPPED, "0.3");
        controller.succeed(names.get(4), "NaN");
        controller.succeed(names.get(5), "unavailable");
        controller.end(names.get(6), TrialConditionType.METRICSUNAVAILABLE, "");
        controller.succeed(names.get(7), "-Inf");
        for (int times = 0; times < 2; times++) {
            assertThat(katib.suggest(controller.request(0)).getParameterAssignmentsList())
                    .isEmpty();
        }

        assertThat(IntStream.range(0, 9)
                        .mapToObj(i -> trial(experiment.getName(), names.get(i))
                                .path("state")
                                .asString()))
                .containsExactly(
                        "complete",
                        "failed",
                        "cancelled",
                        "pruned",
                        "infeasible",
                        "failed",
                        "running",
                        "infeasible",
                        "running");
        assertThat(trial(experiment.getName(), names.get(5)).path("reason").asString())
                .isEqualTo("Katib has no value of accuracy for it.");
        assertThat(trial(experiment.getName(), names.get(3))
                        .at("/values/accuracy")
                        .doubleValue())
                .isEqualTo(0.3);
    }

    @Test
    void theFirstResultStays() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        String name = ask(katib, controller, 1).getFirst().getName();
        controller.succeed(name, "0.7");
        katib.suggest(controller.request(0));
        controller.succeed(name, "0.9");
        katib.suggest(controller.request(0));

        assertThat(trial(experiment.getName(), name).at("/values/accuracy").doubleValue())
                .isEqualTo(0.7);
    }

    @Test
    void takesTrialsOfOthersAsHistoryOnce() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        controller.add(foreign("mnist-random-a", "32", "0.6"));
        controller.add(foreign("mnist-random-b", "999", "0.6"));
        controller.add(foreign("mnist-random-\0", "999", "0.6"));
        for (int times = 0; times < 3; times++) {
            ask(katib, controller, 1);
        }

        assertThat(trials(experiment.getName()).values().stream()
                        .filter(trial -> trial.path("imported").asBoolean()))
                .singleElement()
                .satisfies(trial -> {
                    assertThat(trial.at("/values/accuracy").doubleValue()).isEqualTo(0.6);
                    assertThat(trial.at("/configuration/batch").asInt()).isEqualTo(32);
                    assertThat(trial.at("/attributes/katibTrial").asString()).isEqualTo("mnist-random-a");
                    assertThat(trial.path("startedAt").asString()).isEqualTo("2026-01-01T00:00:00Z");
                    assertThat(trial.path("finishedAt").asString()).isEqualTo("2026-01-01T00:01:00Z");
                });
    }

    private static Trial foreign(String name, String batch, String accuracy) {
        KatibController other = new KatibController(experiment());
        other.store(
                GetSuggestionsReply.newBuilder()
                        .addParameterAssignments(ParameterAssignments.newBuilder()
                                .setTrialName(name)
                                .addAssignments(assignment("lr", "0.01"))
                                .addAssignments(assignment("momentum", "0.5"))
                                .addAssignments(assignment("layers", "3"))
                                .addAssignments(assignment("batch", batch))
                                .addAssignments(assignment("optimizer", "adam")))
                        .build(),
                1);
        other.succeed(name, accuracy);
        return Objects.requireNonNull(other.trials().get(name));
    }

    private static ParameterAssignment assignment(String name, String value) {
        return ParameterAssignment.newBuilder().setName(name).setValue(value).build();
    }

    @Test
    void goesOnWhereItsDatabaseWasLost() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        List<Trial> first = ask(katib, controller, 3);
        controller.succeed(first.getFirst().getName(), "0.8");
        ask(katib, controller, 1);
        parley.study("DELETE", experiment.getName(), "");

        ask(katib, controller, 2);
        for (String name : controller.running()) {
            controller.succeed(name, "0.9");
        }
        ask(katib, controller, 1);

        assertThat(trials(experiment.getName()).values().stream()
                        .map(trial -> trial.path("state").asString()))
                .containsOnly("complete", "running")
                .filteredOn("complete"::equals)
                .hasSize(6);
        assertThat(controller.trials()).hasSize(7);
    }

    @Test
    void anExperimentOfTheSameNameLearnsFromTheFormer() {
        Experiment experiment = experiment();
        KatibController former = new KatibController(experiment);
        List<Trial> first = ask(katib, former, 3);
        former.succeed(first.get(0).getName(), "0.8");
        List<Trial> left = ask(katib, former, 1);

        KatibController later = new KatibController(experiment);
        List<Trial> again = ask(katib, later, 3);
        for (String name : later.running()) {
            later.succeed(name, "0.9");
        }
        again.addAll(ask(katib, later, 3));

        assertThat(again.stream().map(trial -> number(trial.getName())))
                .doesNotHaveDuplicates()
                .contains(number(left.getFirst().getName()))
                .doesNotContain(number(first.get(0).getName()));
    }

    @Test
    void aDeletedTrialIsHandedOutAgainUnderAnotherName() {
        KatibController controller = new KatibController(experiment());
        List<Trial> first = ask(katib, controller, 3);
        controller.delete(first.getLast().getName());

        Trial again = ask(katib, controller, 1).getFirst();
        assertThat(number(again.getName())).isEqualTo(number(first.getLast().getName()));
        assertThat(again.getName()).isNotEqualTo(first.getLast().getName());
    }

    @Test
    void whatKatibStillRunsIsNotHandedOutAgainWhenItsLeaseRanOut() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        Trial slow = ask(katib, controller, 1).getFirst();
        jdbc.sql("""
            UPDATE trial SET lease_expires_at = clock_timestamp() - interval '1s'
            WHERE study_id = (SELECT study_id FROM study WHERE name = :name)
            """).param("name", experiment.getName()).update();
        await().atMost(Duration.ofSeconds(30))
                .until(() -> state(experiment, slow).equals("queued"));

        assertThat(ask(katib, controller, 2).stream().map(trial -> number(trial.getName())))
                .doesNotContain(number(slow.getName()))
                .doesNotHaveDuplicates();
        controller.succeed(slow.getName(), "0.9");
        katib.suggest(controller.request(0));
        assertThat(state(experiment, slow)).isEqualTo("complete");
    }

    private String state(Experiment experiment, Trial trial) {
        return trial(experiment.getName(), trial.getName()).path("state").asString();
    }

    @Test
    void renewsTheLeasesOfWhatRuns() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        Trial trial = ask(katib, controller, 1).getFirst();
        Instant before = lease(experiment, trial);
        assertThat(before).isAfter(Instant.now().plus(Duration.ofDays(29)));
        katib.suggest(controller.request(0));
        assertThat(lease(experiment, trial)).isAfter(before);
    }

    private Instant lease(Experiment experiment, Trial trial) {
        return Instant.parse(trial(experiment.getName(), trial.getName())
                .path("leaseExpiresAt")
                .asString());
    }

    @Test
    void stopsWhenKatibWaitsNoLonger() {
        Experiment experiment = experiment("strategy", "random");
        KatibController controller = new KatibController(experiment);
        ask(katib, controller, 1);
        StatusRuntimeException late = katib.refusal(controller.request(900), Duration.ofMillis(100));
        assertThat(late.getStatus().getCode()).isEqualTo(Status.Code.DEADLINE_EXCEEDED);
        ask(katib, controller, 1);
        assertThat(trials(experiment.getName())).hasSizeLessThan(800);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "manager.v1beta1.Suggestion", "api.v1.beta1.Suggestion"})
    void isHealthy(String service) {
        assertThat(katib.health(service)).isEqualTo(ServingStatus.SERVING);
    }

    @Test
    void measuresCalls() {
        long valid = calls("ValidateAlgorithmSettings", "OK");
        long invalid = calls("ValidateAlgorithmSettings", "INVALID_ARGUMENT");
        katib.validate(experiment());
        katib.refusal(experiment("seed", "many"));
        await().atMost(Duration.ofSeconds(10)).untilAsserted(() -> {
            assertThat(calls("ValidateAlgorithmSettings", "OK")).isEqualTo(valid + 1);
            assertThat(calls("ValidateAlgorithmSettings", "INVALID_ARGUMENT")).isEqualTo(invalid + 1);
        });
    }

    private long calls(String method, String status) {
        return Metric.KATIB_CALLS.timer(meters, method, status).count();
    }
}
