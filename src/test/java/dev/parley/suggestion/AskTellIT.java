package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class AskTellIT {

    private static final String CONDITIONAL = """
        'space': [{'name': 'solver', 'type': 'categorical', 'choices': ['adam', 'sgd']},
                  {'name': 'lr', 'type': 'float', 'low': 0, 'high': 1},
                  {'name': 'momentum', 'type': 'float', 'low': 0, 'high': 0.9, 'step': 0.1,
                   'when': {'parameter': 'solver', 'in': ['sgd']}}]
        """;

    @Autowired
    Api api;

    @ParameterizedTest
    @ValueSource(strings = {"random", "sobol", "tpe"})
    void theLoopOfAWorkerEndsWithCompleted(String strategy) {
        StudyApi study = api.study("'strategy': {'type': '" + strategy + "', 'seed': 3}", "'limits': {'trials': 12}");
        int told = 0;
        Answer answer = study.ask("{'worker': 'w'}").is(200);
        for (; !answer.at("/study/state").asString().equals("completed"); answer = study.ask("{'worker': 'w'}")) {
            for (JsonNode trial : answer.at("/trials")) {
                double x = trial.path("configuration").path("x").doubleValue();
                assertThat(x).isBetween(0.0, 1.0);
                assertThat(trial.path("number").asInt()).isEqualTo(told++);
                study.tell(trial.path("number").asInt(), Math.abs(x - 0.3));
            }
        }
        assertThat(told).isEqualTo(12);
        answer.has("/trials", "[]").has("/study", "{'state': 'completed', 'reason': 'completed', 'remaining': 0}");
        study.get("").has("/state", "'completed'").has("/progress/trials/complete", "12");
    }

    @Test
    void aHandedOutTrialSaysWhatItIs() {
        Instant before = Instant.now();
        StudyApi study = api.study("'lease': {'seconds': 100}");
        JsonNode trial = study.ask("{'worker': 'gpu-3'}").is(200).at("/trials/0");
        assertThat(trial.path("number").asInt()).isZero();
        assertThat(trial.path("state").asString()).isEqualTo("running");
        assertThat(trial.path("origin").asString()).isEqualTo("random");
        assertThat(trial.path("attempt").asInt()).isEqualTo(1);
        assertThat(trial.path("worker").asString()).isEqualTo("gpu-3");
        assertThat(trial.path("lease").asString()).isNotBlank();
        assertThat(Instant.parse(trial.path("leaseExpiresAt").asString()))
                .isBetween(before.plusSeconds(95), Instant.now().plusSeconds(105));
        study.trial(0).has("/state", "'running'").lacks("/lease");
        JsonNode longer = study.ask("{'leaseSeconds': 1000}").at("/trials/0");
        assertThat(Duration.between(
                        before, Instant.parse(longer.path("leaseExpiresAt").asString())))
                .isGreaterThan(Duration.ofSeconds(900));
    }

    @Test
    void aLeaseLastsADayByDefault() {
        Instant expires = Instant.parse(api.study().ask().path("leaseExpiresAt").asString());
        assertThat(expires)
                .isBetween(
                        Instant.now().plus(Duration.ofMinutes(1_435)),
                        Instant.now().plus(Duration.ofMinutes(1_445)));
    }

    @Test
    void anAskWithoutABodyAsksForOne() {
        assertThat(api.study().ask("").is(200).numbers("/trials")).containsExactly(0);
    }

    @Test
    void aCountAboveTheRoomGivesWhatThereIs() {
        StudyApi study = api.study("'limits': {'trials': 5, 'parallel': 3}");
        Answer first = study.ask("{'count': 10}").is(200).has("/study/remaining", "2");
        assertThat(first.numbers("/trials")).containsExactly(0, 1, 2);
        first.lacks("/study/reason");
        first.numbers("/trials").forEach(number -> study.tell(number, 0.5));
        assertThat(study.ask("{'count': 10}").is(200).numbers("/trials")).containsExactly(3, 4);
    }

    @Test
    void theParallelLimitSaysWhenToAskAgain() {
        StudyApi study = api.study("'limits': {'parallel': 1}");
        study.ask();
        Answer none = study.ask("{}").is(200).has("/trials", "[]");
        none.has("/study/state", "'active'").has("/study/reason", "'parallel-limit'");
        assertThat(none.at("/study/retryAfterSeconds").asInt()).isPositive();
        study.tell(0, 0.5);
        assertThat(study.ask("{}").numbers("/trials")).containsExactly(1);
    }

    @Test
    void aDrainingStudySaysWhenToAskAgain() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        study.ask();
        Answer none = study.ask("{}").is(200).has("/trials", "[]");
        none.has("/study/state", "'active'").has("/study/reason", "'draining'");
        assertThat(none.at("/study/retryAfterSeconds").asInt()).isPositive();
        study.get("").has("/state", "'active'");
        study.tell(0, "{'state': 'failed'}").is(200);
        study.ask("{}").has("/study/state", "'completed'");
    }

    @Test
    void countIsOneToAThousand() {
        StudyApi study = api.study();
        study.ask("{'count': 0}").isInvalidAt("/count");
        study.ask("{'count': 1001}").isInvalidAt("/count");
        study.ask("{'count': 1.5}").isInvalidAt("/count");
        study.ask("{'leaseSeconds': 0}").isInvalidAt("/leaseSeconds");
        study.ask("{'amount': 1}").isInvalidAt("/amount");
        study.ask("{'worker': 'a\\u0000'}").isInvalidAt("/worker");
        study.get("/trials").has("/trials", "[]");
        assertThat(study.ask("{'count': 1000}").is(200).at("/trials")).hasSize(1_000);
    }

    @Test
    void oneAnswerHoldsAHundredThousandValuesAtMost() {
        StringBuilder space = new StringBuilder("'space': [");
        for (int i = 0; i < 201; i++) {
            space.append(i == 0 ? "" : ",").append("{'name': 'p%d', 'type': 'int', 'low': 0, 'high': 9}".formatted(i));
        }
        StudyApi study = api.study(space.append("]").toString());
        study.ask("{'count': 498}").isInvalidAt("/count");
        assertThat(study.ask("{'count': 497}").is(200).at("/trials")).hasSize(497);
    }

    @Test
    void fixedValuesHoldAndTheOthersAreChosen() {
        StudyApi study = api.study(CONDITIONAL);
        Answer adam = study.ask("{'count': 20, 'fixed': {'solver': 'adam'}}").is(200);
        assertThat(adam.each("/trials", "configuration"))
                .allMatch(c -> c.path("solver").asString().equals("adam") && !c.has("momentum"));
        assertThat(adam.each("/trials", "configuration").stream().distinct()).hasSize(20);
        Answer slow = study.ask("{'count': 40, 'fixed': {'momentum': 0.3, 'lr': 0.5}}")
                .is(200);
        assertThat(slow.each("/trials", "configuration"))
                .allMatch(c -> c.path("lr").doubleValue() == 0.5)
                .allMatch(c -> c.path("solver").asString().equals("sgd") == c.has("momentum"))
                .allMatch(c -> !c.has("momentum") || c.path("momentum").doubleValue() == 0.3)
                .anyMatch(c -> c.has("momentum"));
    }

    @Test
    void fixedValuesFitTheSpace() {
        StudyApi study = api.study(CONDITIONAL);
        study.ask("{'fixed': {'rate': 1}}").isInvalidAt("/fixed/rate");
        study.ask("{'fixed': {'lr': 2}}").isInvalidAt("/fixed/lr");
        study.ask("{'fixed': {'lr': NaN}}").isInvalidAt("/fixed/lr");
        study.ask("{'fixed': {'lr': 'NaN'}}").isInvalidAt("/fixed/lr");
        study.ask("{'fixed': {'lr': null}}").isInvalidAt("/fixed/lr");
        study.ask("{'fixed': {'solver': 'adam', 'momentum': 0.1}}").isInvalidAt("/fixed/momentum");
        study.ask("{'fixed': {'lr': 2, 'solver': 'rprop'}}").isInvalidAt("/fixed/lr", "/fixed/solver");
        study.get("/trials").has("/trials", "[]");
    }

    @Test
    void anAskWithFixedValuesTakesOnlyQueuedTrialsThatMatch() {
        StudyApi study = api.study(CONDITIONAL, "'limits': {'trials': 4}");
        study.add("{'configuration': {'solver': 'adam', 'lr': 0.1}},"
                        + "{'configuration': {'solver': 'sgd', 'lr': 0.2, 'momentum': 0.3}},"
                        + "{'configuration': {'solver': 'sgd', 'lr': 0.3, 'momentum': 0.4}}")
                .is(201);
        assertThat(study.ask("{'count': 2, 'fixed': {'solver': 'sgd', 'momentum': 0.4}}")
                        .is(200)
                        .numbers("/trials"))
                .containsExactly(2, 3);
        study.ask("{'fixed': {'lr': 0.9}}")
                .is(200)
                .has("/trials", "[]")
                .has("/study/reason", "'no-match'")
                .at("/study/retryAfterSeconds");
        assertThat(study.ask("{'fixed': {'solver': 'sgd'}}").numbers("/trials")).containsExactly(1);
        assertThat(study.ask("{}").numbers("/trials")).containsExactly(0);
    }

    @Test
    void aFixedValueMatchesHoweverItIsWritten() {
        StudyApi study = api.study(CONDITIONAL);
        study.add("{'configuration': {'solver': 'sgd', 'lr': 1, 'momentum': 0.3}}")
                .is(201);
        assertThat(study.ask("{'fixed': {'lr': 1.0, 'momentum': 0.30000000000000004}}")
                        .is(200)
                        .numbers("/trials"))
                .containsExactly(0);
        study.trial(0).has("/origin", "'queued'");
    }

    @Test
    void allParametersMayBeFixed() {
        Answer answer = api.study()
                .ask("{'count': 2, 'fixed': {'x': 0.25}}")
                .is(200)
                .has("/trials/0/configuration", "{'x': 0.25}");
        answer.has("/trials/1/configuration", "{'x': 0.25}");
    }

    @Test
    void theSameSeedAndOutcomesMakeTheSameStudy() {
        StudyApi one = api.study("'strategy': {'type': 'tpe', 'seed': 11}");
        StudyApi other = api.study("'strategy': {'type': 'tpe', 'seed': 11}");
        for (int i = 0; i < 20; i++) {
            JsonNode first = one.ask().path("configuration");
            assertThat(other.ask().path("configuration")).isEqualTo(first);
            one.tell(i, first.path("x").doubleValue());
            other.tell(i, first.path("x").doubleValue());
        }
    }
}
