package dev.parley.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

/** History that comes in with what was measured on the way. */
@IntegrationTest
class ImportedCurvesIT {

    @Autowired
    Api api;

    /** A complete trial whose loss falls by a tenth with each of four steps. */
    private static String falling(double first) {
        String steps = IntStream.range(0, 4)
                .mapToObj(step -> "{'step': %d, 'values': {'loss': %s}}".formatted(step, first - step * 0.1))
                .collect(Collectors.joining(", "));
        return "{'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': %s}, 'measurements': [%s]}"
                .formatted(first - 0.3, steps);
    }

    private static boolean isPruned(StudyApi study, long step, double loss) {
        JsonNode trial = study.ask();
        return study.post(
                        "/trials/%d/report".formatted(trial.path("number").asInt()),
                        "{'lease': '%s', 'step': %d, 'values': {'loss': %s}}"
                                .formatted(trial.path("lease").asString(), step, loss))
                .is(200)
                .at("/shouldPrune")
                .asBoolean();
    }

    @Test
    void measurementsAndTimesAreKept() {
        StudyApi study = api.study();
        study.add("""
            {'configuration': {'x': 0.5}, 'state': 'pruned', 'startedAt': '2024-05-01T10:00:00Z',
             'finishedAt': '2024-05-01T11:30:00Z', 'step': 9, 'measurements': [
              {'step': 9, 'values': {'loss': 'NaN', 'lr': 0.1}}, {'step': 3, 'values': {'loss': 0.5}}]}\
            """).is(201);
        study.trial(0).has("/startedAt", "'2024-05-01T10:00:00Z'").has("/finishedAt", "'2024-05-01T11:30:00Z'");
        study.get("/trials/0/measurements")
                .has("/measurements/0/step", "3")
                .has("/measurements/1/values", "{'loss': 'NaN', 'lr': 0.1}")
                .has("/measurements/1/recordedAt", "'2024-05-01T11:30:00Z'")
                .lacks("/measurements/2");
    }

    @Test
    void theMedianPrunerLearnsFromThem() {
        StudyApi study = api.study("'pruner': {'type': 'median', 'startupTrials': 3, 'warmupSteps': 0}");
        study.add(IntStream.range(0, 4).mapToObj(i -> falling(1 + i)).collect(Collectors.joining(", ")))
                .is(201);
        assertThat(isPruned(study, 2, 9)).isTrue();
        assertThat(isPruned(study, 2, 0.1)).isFalse();
    }

    @Test
    void successiveHalvingFindsThemAtItsRungs() {
        StudyApi study = api.study("'pruner': {'type': 'asha', 'minResource': 1, 'reductionFactor': 2}");
        assertThat(isPruned(study, 1, 0.5)).isFalse();
        study.add(IntStream.range(0, 4).mapToObj(i -> falling(0.3 + 0.01 * i)).collect(Collectors.joining(", ")))
                .is(201);
        assertThat(isPruned(study, 1, 0.5)).isTrue();
        assertThat(isPruned(study, 1, 0.01)).isFalse();
    }

    @Test
    void eachFaultIsNamedAndNothingIsAdded() {
        StudyApi study = api.study();
        Answer refused = study.add("""
            {'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': 1}, 'measurements': [
              {'step': 1, 'values': {'loss': 1}}, {'step': 1, 'values': {'loss': null}}]},
            {'configuration': {'x': 0.5}, 'measurements': [], 'startedAt': '2024-05-01T10:00:00Z'},
            {'configuration': {'x': 0.5}, 'state': 'failed', 'startedAt': '2024-05-01T10:00:00Z',
             'finishedAt': '2024-05-01T09:00:00Z'}\
            """);
        refused.isInvalidAt(
                "/trials/0/measurements/1/values/loss",
                "/trials/0/measurements/1/step",
                "/trials/1/measurements",
                "/trials/1/startedAt",
                "/trials/2/finishedAt");
        study.add("{'configuration': {'x': 0.5}, 'state': 'failed', 'measurements': [{'step': -1, 'values': {}}]}")
                .isInvalidAt("/trials/0/measurements/0/step", "/trials/0/measurements/0/values");
        study.get("/trials").lacks("/trials/0");
    }
}
