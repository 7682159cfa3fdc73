package dev.parley.suggestion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class ResumeIT {

    private static final String RESUME = "{'worker': 'gpu-3', 'resume': true}";

    @Autowired
    Api api;

    @Autowired
    JdbcClient jdbc;

    private static List<Integer> numbers(Answer ask) {
        return StreamSupport.stream(ask.is(200).at("/trials").spliterator(), false)
                .map(trial -> trial.path("number").asInt())
                .toList();
    }

    @Test
    void aRestartedWorkerGetsItsRunningTrialsAgainAndNobodyElses() {
        StudyApi study = api.study();
        JsonNode first = study.ask("{'worker': 'gpu-3'}").at("/trials/0");
        study.ask("{'worker': 'gpu-4'}").is(200);
        Answer again = study.ask("{'worker': 'gpu-3', 'resume': true, 'count': 3}");
        assertThat(numbers(again)).containsExactly(0, 2, 3);
        again.has("/trials/0/configuration", first.path("configuration").toString())
                .has("/trials/0/attempt", "2")
                .has("/trials/0/state", "'running'");
        study.get("").has("/progress/trials/running", "4");
    }

    @Test
    void theOldWorkersLeaseEndsAndTheNewOneCounts() {
        StudyApi study = api.study();
        String old = study.ask("{'worker': 'gpu-3'}").at("/trials/0/lease").asString();
        String renewed = study.ask(RESUME).at("/trials/0/lease").asString();
        study.post("/trials/0/heartbeat", "{'lease': '" + old + "'}").isProblem(409, "lease-lost");
        study.tell(0, "{'lease': '" + old + "', 'state': 'failed'}").isProblem(409, "lease-lost");
        study.post("/trials/0/heartbeat", "{'lease': '" + renewed + "'}").is(200);
        study.tell(0, "{'lease': '" + renewed + "', 'state': 'complete', 'values': {'loss': 1}}")
                .is(200);
    }

    @Test
    void aWorkerWithoutRunningTrialsGetsNewOnes() {
        StudyApi study = api.study();
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        study.tell(0, 0.5);
        assertThat(numbers(study.ask(RESUME))).containsExactly(1);
    }

    @Test
    void itsTrialsComeBackWhereNoOthersAreHandedOut() {
        StudyApi study = api.study("'limits': {'parallel': 1}");
        study.ask("{'worker': 'gpu-3'}").is(200);
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        study.post("/pause", "").is(200);
        assertThat(numbers(study.ask("{'worker': 'gpu-3', 'resume': true, 'count': 2}")))
                .containsExactly(0);
        study.ask("{'worker': 'gpu-4', 'resume': true}").is(200).has("/study/reason", "'paused'");
    }

    @Test
    void itsLimitOnTrialsIsKept() {
        StudyApi study = api.study("'limits': {'trials': 2}");
        study.ask("{'worker': 'gpu-3'}").is(200);
        assertThat(numbers(study.ask("{'worker': 'gpu-3', 'resume': true, 'count': 5}")))
                .containsExactly(0, 1);
        study.get("").has("/progress/trials/running", "2");
    }

    @Test
    void aTrialThatEndsItsWorkerEachTimeIsLostInTheEnd() {
        StudyApi study = api.study("'lease': {'attempts': 3}");
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        assertThat(numbers(study.ask(RESUME))).containsExactly(1);
        study.trial(0).has("/state", "'lost'");
    }

    @Test
    void aTrialThatIsLostMakesRoomForTheOthers() {
        StudyApi study = api.study("'lease': {'attempts': 1}", "'limits': {'parallel': 1}");
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        assertThat(numbers(study.ask(RESUME))).containsExactly(1);
        study.trial(0).has("/state", "'lost'");
    }

    @Test
    void aWorkerGoesOnWithItsNextTrialWhereTheFirstIsLost() {
        StudyApi study = api.study("'lease': {'attempts': 2}");
        study.ask("{'worker': 'gpu-3', 'count': 2}").is(200);
        assertThat(numbers(study.ask(RESUME))).containsExactly(0);
        assertThat(numbers(study.ask(RESUME))).containsExactly(1);
        study.trial(0).has("/state", "'lost'");
        study.get("").has("/progress/trials/running", "1");
    }

    @Test
    void fixedValuesChooseAmongItsTrials() {
        StudyApi study = api.study(
                "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1}, {'name': 'c', 'type': 'categorical',"
                        + " 'choices': ['a', 'b']}]");
        study.ask("{'worker': 'gpu-3', 'fixed': {'c': 'a'}}").is(200);
        study.ask("{'worker': 'gpu-3', 'fixed': {'c': 'b'}}").is(200);
        assertThat(numbers(study.ask("{'worker': 'gpu-3', 'resume': true, 'fixed': {'c': 'b'}}")))
                .containsExactly(1);
    }

    @Test
    void aRepeatedRequestResumesOnce() {
        StudyApi study = api.study();
        study.ask("{'worker': 'gpu-3'}").is(200);
        JsonNode first = study.ask(RESUME, "Idempotency-Key", "again").at("/trials/0");
        JsonNode second = study.ask(RESUME, "Idempotency-Key", "again").at("/trials/0");
        assertThat(second.path("lease")).isEqualTo(first.path("lease"));
        study.trial(0).has("/attempt", "2");
    }

    @Test
    void aWorkerHasToSayWhoItIs() {
        api.study().ask("{'resume': true}").isProblem(400, "invalid-request").has("/errors/0/pointer", "'/worker'");
    }
}
