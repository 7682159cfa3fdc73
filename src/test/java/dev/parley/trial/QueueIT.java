package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class QueueIT {

    private static final String WITH_DEFAULT = "'space': [{'name': 'x', 'type': 'float', 'low': 0, 'high': 1},"
            + " {'name': 'n', 'type': 'int', 'low': 1, 'high': 9, 'default': 4}]";

    @Autowired
    Api api;

    private static String trials(int count, IntFunction<String> trial) {
        return IntStream.range(0, count).mapToObj(trial).collect(Collectors.joining(","));
    }

    private static String queued(int i) {
        return "{'configuration': {'x': 0.%03d}}".formatted(i);
    }

    private static String finished(int i) {
        return "{'state': 'complete', 'configuration': {'x': 0.%04d}, 'values': {'loss': %d}}"
                .formatted(i, Math.abs(i - 7_321));
    }

    @Test
    void queuedTrialsGoOutByNumberBeforeNewOnes() {
        StudyApi study = api.study();
        study.ask();
        study.add(trials(3, QueueIT::queued)).is(201).has("/firstNumber", "1").has("/count", "3");
        Answer first = study.ask("{'count': 2}").is(200);
        assertThat(first.numbers("/trials")).containsExactly(1, 2);
        first.has("/trials/0/origin", "'queued'").has("/trials/0/configuration", "{'x': 0.0}");
        Answer second = study.ask("{'count': 3}").is(200);
        assertThat(second.numbers("/trials")).containsExactly(3, 4, 5);
        second.has("/trials/0/origin", "'queued'").has("/trials/1/origin", "'random'");
    }

    @Test
    void aTrialGivenBackGoesOutBeforeLaterOnes() {
        StudyApi study = api.study();
        String lease = study.ask().path("lease").asString();
        study.add(trials(2, QueueIT::queued)).is(201);
        study.post("/trials/0/release", "{'lease': '" + lease + "'}").is(200);
        assertThat(study.ask("{'count': 3}").numbers("/trials")).containsExactly(0, 1, 2);
    }

    @Test
    void tenThousandFinishedTrialsComeInOneRequest() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        study.add(trials(10_000, QueueIT::finished))
                .is(201)
                .has("/firstNumber", "0")
                .has("/count", "10000");
        study.get("")
                .has("/state", "'active'")
                .has("/progress/imported", "10000")
                .has("/progress/best", "{'number': 7321, 'value': 0.0}");
        study.get("/best").has("/trial/configuration", "{'x': 0.7321}").has("/trial/imported", "true");
        assertThat(study.ask().path("number").asInt()).isEqualTo(10_000);
        study.add(trials(10_001, QueueIT::finished)).isInvalidAt("/trials");
        study.add("").isInvalidAt("/trials");
    }

    @Test
    void importsMayExceedAMegabyte() {
        StudyApi study = api.study();
        String reason = "r".repeat(9_000);
        study.add(trials(200, i -> "{'state': 'failed', 'configuration': {'x': 0.5}, 'reason': '" + reason + "'}"))
                .is(201);
        study.get("").has("/progress/trials/failed", "200");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '"', textBlock = """
        {'configuration': {'x': 2}}                                                 | /configuration/x
        {'configuration': {'x': 'a'}}                                               | /configuration/x
        {'configuration': {'x': NaN}}                                               | /configuration/x
        {'configuration': {'x': null}}                                              | /configuration/x
        {'configuration': {}}                                                       | /configuration/x
        {'configuration': {'x': 0.5, 'a/b': 1}}                                     | /configuration/a~1b
        {'configuration': {'x': 0.5, 'n': 1.5}}                                     | /configuration/n
        {'configuration': {'x': 0.5, 'n': 9007199254740993}}                        | /configuration/n
        {'configuration': {'x': 0.5}, 'values': {'loss': 1}}                        | /values
        {'configuration': {'x': 0.5}, 'attributes': {'a': 1}}                       | /attributes
        {'configuration': {'x': 0.5}, 'reason': 'why', 'constraints': {'a': 1}}     | /reason, /constraints
        {'configuration': {'x': 0.5}, 'state': 'running'}                           | /state
        {'configuration': {'x': 0.5}, 'state': 'lost'}                              | /state
        {'configuration': {'x': 0.5}, 'state': 'done'}                              | /state
        {'configuration': {'x': 0.5}, 'state': 'complete'}                          | /values
        {'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'los': 1}}    | /values/loss, /values/los
        {'configuration': {'x': 0.5}, 'state': 'failed', 'values': {'loss': 1}}     | /values
        {'configuration': {'x': 0.5}, 'state': 'failed', 'reason': 'a\\u0000'}      | /reason
        {'configuration': {'x': 0.5}, 'lease': 'a'}                                 | /lease
        {'state': 'queued'}                                                         | /configuration
        """)
    void allTrialsAreAddedOrNone(String faulty, String pointers) {
        StudyApi study = api.study(WITH_DEFAULT);
        String[] expected = pointers.split(", ");
        for (int i = 0; i < expected.length; i++) {
            expected[i] = "/trials/17" + expected[i];
        }
        study.add(trials(20, i -> i == 17 ? faulty : queued(i))).isInvalidAt(expected);
        study.get("/trials").has("/trials", "[]");
        study.get("").has("/progress/revision", "0");
    }

    @Test
    void everyTrialAtFaultIsReported() {
        StudyApi study = api.study();
        study.add("{'configuration': {'x': 2}}," + queued(1) + ",{'configuration': {'y': 1}}")
                .isInvalidAt("/trials/0/configuration/x", "/trials/2/configuration/x", "/trials/2/configuration/y");
    }

    @Test
    void defaultsFillMissingValues() {
        StudyApi study = api.study(WITH_DEFAULT);
        study.add("{'configuration': {'x': 0.5}}").is(201);
        study.trial(0).has("/configuration", "{'x': 0.5, 'n': 4}");
    }

    @Test
    void queuedTrialsBeyondTheLimitAreRefused() {
        StudyApi study = api.study("'limits': {'trials': 3}");
        study.ask();
        study.add(trials(3, QueueIT::queued)).isProblem(409, "limit-reached");
        study.get("").has("/progress/trials/queued", "0");
        study.add(trials(2, QueueIT::queued)).is(201);
        study.add(queued(9)).isProblem(409, "limit-reached");
        study.add(finished(9)).is(201);
    }

    @Test
    void importedTrialsDoNotCount() {
        StudyApi study = api.study("'limits': {'trials': 2}");
        study.add(trials(5, QueueIT::finished)).is(201);
        study.ask("{}").is(200).has("/study/remaining", "1");
        study.add(queued(1) + "," + finished(1)).is(201).has("/firstNumber", "6");
        study.tell(5, 1);
        study.tell(study.ask().path("number").asInt(), 1);
        study.get("").has("/state", "'completed'").has("/progress/imported", "6");
    }

    @Test
    void aCompletedStudyTakesImportsButNoQueuedTrials() {
        StudyApi study = api.study();
        study.post("/complete", "").is(200);
        study.add(queued(1)).isProblem(409, "wrong-state");
        study.add("{'state': 'complete', 'configuration': {'x': 0.5}, 'values': {'loss': 0.1}}")
                .is(201);
        study.get("").has("/state", "'completed'").has("/progress/best/value", "0.1");
    }

    @Test
    void importedTrialsMoveTheBestAndUseUpNoPatience() {
        StudyApi study = api.study("'limits': {'patience': 2}");
        study.finish(0.5);
        study.add(trials(
                        4,
                        i -> "{'state': 'complete', 'configuration': {'x': 0.5}, 'values': {'loss': %s}}"
                                .formatted(i == 2 ? "0.25" : "0.75")))
                .is(201);
        study.get("").has("/state", "'active'").has("/progress/best", "{'number': 3, 'value': 0.25}");
    }

    @Test
    void allKindsOfOutcomesAreImported() {
        StudyApi study = api.study();
        study.add("{'state': 'pruned', 'configuration': {'x': 0.1}, 'values': {'loss': 3}},"
                        + "{'state': 'infeasible', 'configuration': {'x': 0.2}, 'reason': 'diverged'},"
                        + "{'state': 'failed', 'configuration': {'x': 0.3}, 'attributes': {'host': 'a'}},"
                        + "{'state': 'complete', 'configuration': {'x': 0.4}, 'values': {'loss': 2},"
                        + " 'constraints': {'memory': 0.5}}")
                .is(201);
        study.trial(0).has("/state", "'pruned'").has("/values", "{'loss': 3.0}");
        study.trial(1).has("/state", "'infeasible'").has("/reason", "'diverged'");
        study.trial(2).has("/state", "'failed'").has("/attributes", "{'host': 'a'}");
        study.trial(3).has("/state", "'complete'").has("/constraints", "{'memory': 0.5}");
        study.get("/best").lacks("/trial");
    }
}
