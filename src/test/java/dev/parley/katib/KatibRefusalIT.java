package dev.parley.katib;

import static dev.parley.katib.Experiments.real;
import static org.assertj.core.api.Assertions.assertThat;

import api.v1.beta1.Api.Experiment;
import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is refused, how, and that nothing is lost by it. */
class KatibRefusalIT extends KatibListening {

    @Test
    void saysWhatIsWrongBeforeAnythingRuns() {
        assertInvalid(
                katib.refusal(Experiments.of("wrong", List.of(real("lr", "1", "0")))),
                "parameter lr: feasibleSpace.max (0) must not be below min (1)");
        assertInvalid(
                katib.refusal(experiment("random_state", "1")), "setting random_state is unknown; there are strategy");
        assertInvalid(katib.refusal(experiment("strategy", "llm", "model", "nobody")), "setting model must be ");
        assertInvalid(
                katib.refusal(experiment("strategy", "tpe", "model", "small")),
                "setting model must be left out: tpe has no model");
        assertInvalid(
                katib.refusal(experiment("seed", Long.toString(Long.MAX_VALUE))),
                "setting seed must be less than or equal to 9007199254740991");
        assertInvalid(
                katib.refusal(Experiments.of("wrong", List.of(real("x".repeat(300), "0", "1")))),
                "name must have 1 to 200 characters");
    }

    @Test
    void refusesTheSameWhereItWasNotChecked() {
        Experiment wrong = Experiments.of("wrong", List.of(real("lr", "1", "0")));
        assertInvalid(katib.refusal(new KatibController(wrong).request(1)), "parameter lr: feasibleSpace.max");
        assertThat(parley.study("GET", "wrong", "").status()).isEqualTo(404);
    }

    @Test
    void refusesAnotherExperimentOfTheSameStudy() {
        Experiment first = experiment();
        katib.suggest(new KatibController(first).request(1));
        Experiment other = Experiments.of(first.getName(), List.of(real("lr", "0", "1")));

        String message = "there is a study named %s already".formatted(first.getName());
        assertInvalid(katib.refusal(other), message);
        assertInvalid(katib.refusal(new KatibController(other).request(1)), message);
        katib.validate(Experiments.of(first.getName(), List.of(real("lr", "0", "1")), "study", first.getName() + "b"));
        katib.validate(first);
    }

    @Test
    void checkingCreatesNothing() {
        Experiment experiment = experiment();
        katib.validate(experiment);
        assertThat(parley.study("GET", experiment.getName(), "").status()).isEqualTo(404);
    }

    @Test
    void aPausedStudyIsGoneOnWithWhenItIsResumed() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        String running = ask(katib, controller, 1).getFirst().getName();
        parley.study("POST", experiment.getName() + "/pause", "").expect(200);
        controller.succeed(running, "0.7");

        StatusRuntimeException refusal = katib.refusal(controller.request(2));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.FAILED_PRECONDITION);
        assertThat(refusal.getStatus().getDescription())
                .isEqualTo(
                        "Study %s is paused. Resume it, and Katib goes on by itself.".formatted(experiment.getName()));
        assertThat(trial(experiment.getName(), running).path("state").asString())
                .isEqualTo("complete");

        parley.study("POST", experiment.getName() + "/resume", "").expect(200);
        assertThat(ask(katib, controller, 2)).hasSize(2);
    }

    @Test
    void aLimitGivesAllOrNothingAndLosesNothing() {
        Experiment experiment = experiment();
        KatibController controller = new KatibController(experiment);
        ask(katib, controller, 1);
        limit(experiment, 2);

        assertThat(katib.refusal(controller.request(2)).getStatus().getDescription())
                .contains("A limit of study " + experiment.getName() + " is met");
        assertThat(trials(experiment.getName())).hasSize(2);
        limit(experiment, 3);
        assertThat(ask(katib, controller, 2).stream().map(trial -> number(trial.getName())))
                .containsExactly(1, 2);
    }

    private void limit(Experiment experiment, int trials) {
        String tag = parley.study("GET", experiment.getName(), "")
                .headers()
                .firstValue("ETag")
                .orElseThrow();
        parley.study("PATCH", experiment.getName(), "{\"limits\": {\"trials\": %d}}".formatted(trials), "If-Match", tag)
                .expect(200);
    }

    @Test
    void refusesMessagesThatAreTooLong() {
        StatusRuntimeException refusal = katib.refusal(experiment("description", "x".repeat(17 << 20)));
        assertThat(refusal.getStatus().getCode()).isEqualTo(Status.Code.RESOURCE_EXHAUSTED);
    }

    @Test
    void refusesNumbersThatMakeNoSense() {
        var request = new KatibController(experiment()).request(1);
        assertInvalid(
                katib.refusal(request.toBuilder().setTotalRequestNumber(0).build()),
                "total_request_number (0) must not be below current_request_number (1)");
        assertInvalid(
                katib.refusal(request.toBuilder().setCurrentRequestNumber(-1).build()),
                "current_request_number must be between 0 and 1000, not -1");
        assertInvalid(
                katib.refusal(request.toBuilder()
                        .setCurrentRequestNumber(1_001)
                        .setTotalRequestNumber(1_001)
                        .build()),
                "current_request_number must be between 0 and 1000, not 1001");
    }

    private static void assertInvalid(StatusRuntimeException refusal, String message) {
        assertThat(refusal.getStatus().getCode()).as("%s", refusal.getStatus()).isEqualTo(Status.Code.INVALID_ARGUMENT);
        assertThat(refusal.getStatus().getDescription()).contains(message);
    }
}
