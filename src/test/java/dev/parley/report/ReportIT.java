package dev.parley.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import tools.jackson.databind.JsonNode;

@IntegrationTest
class ReportIT {

    @Autowired
    Api api;

    /** A running trial as its worker has it. */
    record Running(StudyApi study, int number, String lease) {

        static Running ask(StudyApi study) {
            JsonNode trial = study.ask();
            return new Running(
                    study, trial.path("number").asInt(), trial.path("lease").asString());
        }

        Answer report(long step, String values) {
            return study.post(
                    "/trials/" + number + "/report",
                    "{'lease': '%s', 'step': %d, 'values': %s}".formatted(lease, step, values));
        }

        boolean shouldPrune(long step, double loss) {
            return report(step, "{'loss': " + loss + "}")
                    .is(200)
                    .at("/shouldPrune")
                    .asBoolean();
        }

        Answer tell(String result) {
            return study.tell(number, "{'lease': '%s', %s}".formatted(lease, result));
        }

        Answer measurements(String query) {
            return study.get("/trials/" + number + "/measurements" + query).is(200);
        }
    }

    @Test
    void aReportIsKeptAndRenewsTheLeaseWithoutTouchingTheStudy() {
        StudyApi study = api.study();
        Running trial = Running.ask(study);
        String before = study.get("").at("/progress").toString();
        Answer answer = trial.report(3, "{'loss': 0.5, 'lr': 1e-3}").is(200).has("/shouldPrune", "false");
        assertThat(Instant.parse(answer.at("/leaseExpiresAt").asString()))
                .isAfter(Instant.now().plus(Duration.ofHours(23)));
        study.get("").has("/progress", before);
        trial.measurements("")
                .has("/measurements/0/step", "3")
                .has("/measurements/0/attempt", "1")
                .has("/measurements/0/values", "{'loss': 0.5, 'lr': 0.001}")
                .lacks("/measurements/1");
    }

    @Test
    void aSecondReportOfAStepTakesThePlaceOfTheFirstMetricByMetric() {
        Running trial = Running.ask(api.study());
        trial.report(1, "{'loss': 0.5, 'accuracy': 0.7}").is(200);
        trial.report(1, "{'loss': 0.4}").is(200);
        trial.measurements("").has("/measurements/0/values", "{'loss': 0.4, 'accuracy': 0.7}");
    }

    @Test
    void whatIsNotFiniteIsKeptAndEndsNothing() {
        Running trial = Running.ask(api.study());
        trial.report(1, "{'loss': 'NaN'}").is(200);
        trial.report(2, "{'loss': -Infinity}").is(200);
        trial.measurements("")
                .has("/measurements/0/values/loss", "'NaN'")
                .has("/measurements/1/values/loss", "'-Infinity'");
        trial.study.trial(0).has("/state", "'running'");
        trial.measurements("?points=4&metric=loss").has("/measurements/1/values/loss", "'-Infinity'");
    }

    @Test
    void wrongReportsAreRefusedWithPointers() {
        Running trial = Running.ask(api.study());
        trial.report(-1, "{'loss': 1}").isProblem(400, "invalid-request").has("/errors/0/pointer", "'/step'");
        trial.report(1, "{}").isProblem(400, "invalid-request").has("/errors/0/pointer", "'/values'");
        trial.report(1, "{'loss': null}").isProblem(400, "invalid-request").has("/errors/0/pointer", "'/values/loss'");
        trial.report(1, "{' ': 1}").isProblem(400, "invalid-request");
        trial.study
                .post("/trials/0/report", "{'step': 1, 'values': {'loss': 1}}")
                .isProblem(400, "invalid-request")
                .has("/errors/0/pointer", "'/lease'");
        trial.study.get("/trials/7/measurements").isProblem(404, "trial-not-found");
        trial.measurements("").has("/measurements", "[]");
    }

    @Test
    void onlyTheCurrentLeaseReports() {
        StudyApi study = api.study();
        Running trial = Running.ask(study);
        Running other = Running.ask(api.study());
        new Running(study, 0, other.lease).report(1, "{'loss': 1}").isProblem(409, "lease-mismatch");
        new Running(study, 1, trial.lease).report(1, "{'loss': 1}").isProblem(409, "lease-mismatch");
        new Running(study, 0, "nonsense").report(1, "{'loss': 1}").isProblem(400, "invalid-request");
        study.post("/trials/0/release", "{'lease': '" + trial.lease + "'}").is(200);
        trial.report(1, "{'loss': 1}").isProblem(409, "lease-lost");
        Running again = Running.ask(study);
        again.tell("'state': 'complete', 'values': {'loss': 1}").is(200);
        again.report(1, "{'loss': 1}").isProblem(409, "lease-lost");
    }

    @Test
    void aPrunedTrialTakesItsStepAndValuesFromTheLastReport() {
        Running trial = Running.ask(api.study());
        trial.report(1, "{'loss': 0.9}").is(200);
        trial.report(4, "{'loss': 0.7, 'lr': 1}").is(200);
        String pruned = "'state': 'pruned', 'reason': 'slow'";
        trial.tell(pruned).is(200).has("/values", "{'loss': 0.7}").has("/step", "4");
        trial.tell(pruned).is(200);
        trial.tell("'state': 'pruned', 'values': {'loss': 0.6}").isProblem(409, "already-told");
    }

    @Test
    void aPrunedTrialMayBringItsOwnStepAndValues() {
        Running trial = Running.ask(api.study());
        trial.report(1, "{'loss': 0.9}").is(200);
        trial.tell("'state': 'pruned', 'step': 9, 'values': {'loss': 0.3}")
                .is(200)
                .has("/values", "{'loss': 0.3}")
                .has("/step", "9");
        Running other = Running.ask(trial.study);
        other.tell("'state': 'complete', 'step': 9, 'values': {'loss': 0.3}")
                .isProblem(400, "invalid-request")
                .has("/errors/0/pointer", "'/step'");
        other.tell("'state': 'pruned'").is(200).lacks("/step").lacks("/values");
    }

    @Test
    void theMedianOfCompleteTrialsStopsWorseOnes() {
        StudyApi study = api.study("'pruner': {'type': 'median', 'startupTrials': 3, 'warmupSteps': 1}");
        for (double loss : new double[] {0.2, 0.4, 0.6}) {
            Running trial = Running.ask(study);
            assertThat(trial.shouldPrune(0, 5)).isFalse();
            assertThat(trial.shouldPrune(1, loss)).isFalse();
            trial.tell("'state': 'complete', 'values': {'loss': %s}".formatted(loss))
                    .is(200);
        }
        Running worse = Running.ask(study);
        assertThat(worse.shouldPrune(0, 0.5)).isFalse();
        assertThat(worse.shouldPrune(1, 0.5)).isTrue();
        assertThat(worse.shouldPrune(1, 0.5)).isTrue();
        Running better = Running.ask(study);
        assertThat(better.shouldPrune(1, 0.3)).isFalse();
        study.post("/trials/0/retract", "").is(200);
        // three complete trials are wanted and two are left
        assertThat(better.shouldPrune(1, 0.9)).isFalse();
        study.add("{'state': 'complete', 'configuration': {'x': 0.5}, 'values': {'loss': 1}}")
                .is(201);
        // now the median is 0.5, of those that reported
        assertThat(better.shouldPrune(1, 0.55)).isTrue();
        assertThat(better.shouldPrune(1, 0.45)).isFalse();
    }

    @Test
    void successiveHalvingComparesTrialsThatReachedARung() {
        StudyApi study =
                api.study("'pruner': {'type': 'asha', 'minResource': 2, 'reductionFactor': 2, 'metric': 'accuracy',"
                        + " 'direction': 'maximize'}");
        Running first = Running.ask(study);
        Running second = Running.ask(study);
        Running third = Running.ask(study);
        assertThat(reports(first, 2, 0.5)).isFalse();
        assertThat(reports(second, 1, 0.1)).isFalse();
        assertThat(reports(second, 2, 0.4)).isTrue();
        assertThat(reports(third, 3, 0.6)).isFalse();
        assertThat(reports(first, 4, 0.5)).isFalse();
        assertThat(reports(third, 4, 0.7)).isFalse();
        assertThat(reports(third, 5, 0.0)).isFalse();
    }

    /** More decisions than the service has connections to the database. */
    @Test
    void successiveHalvingDecidesAsOftenAsItIsAsked() {
        Running trial = Running.ask(api.study("'pruner': {'type': 'asha', 'minResource': 1}"));
        for (int i = 0; i < 40; i++) {
            assertThat(trial.shouldPrune(1, 0.5)).isFalse();
        }
    }

    private static boolean reports(Running trial, long step, double accuracy) {
        return trial.report(step, "{'accuracy': " + accuracy + "}")
                .is(200)
                .at("/shouldPrune")
                .asBoolean();
    }

    @Test
    void patienceAndThresholdLookAtTheTrialAlone() {
        Running patient = Running.ask(api.study("'pruner': {'type': 'patience', 'patience': 1}"));
        assertThat(patient.shouldPrune(1, 0.5)).isFalse();
        assertThat(patient.shouldPrune(2, 0.6)).isFalse();
        assertThat(patient.shouldPrune(3, 0.6)).isTrue();
        assertThat(patient.shouldPrune(4, 0.4)).isFalse();
        Running bounded = Running.ask(api.study("'pruner': {'type': 'threshold', 'upper': 10}"));
        assertThat(bounded.shouldPrune(1, 9)).isFalse();
        assertThat(bounded.shouldPrune(2, 11)).isTrue();
        assertThat(bounded.report(3, "{'loss': 'NaN'}").at("/shouldPrune").asBoolean())
                .isTrue();
        assertThat(bounded.report(4, "{'other': 99}").at("/shouldPrune").asBoolean())
                .isTrue();
    }

    @Test
    void anAttemptThatGoesOnFromACheckpointHasTheCurveOfTheOneBefore() {
        StudyApi study = api.study("'pruner': {'type': 'patience', 'patience': 1}");
        JsonNode asked = study.ask("{'worker': 'w'}").at("/trials/0");
        Running before = new Running(study, 0, asked.path("lease").asString());
        before.shouldPrune(1, 0.3);
        study.ask("{'worker': 'w', 'resume': true}").is(200).has("/trials/0/attempt", "1");
        JsonNode again = study.ask("{'worker': 'w', 'resume': true}").is(200).at("/trials/0");
        assertThat(again.path("attempt").asInt()).isEqualTo(2);
        Running after = new Running(study, 0, again.path("lease").asString());
        assertThat(after.shouldPrune(2, 0.4)).isFalse();
        assertThat(after.shouldPrune(3, 0.4)).isTrue();
        assertThat(after.shouldPrune(1, 0.5)).isFalse();
    }

    /** A release costs no attempt, and what the first worker reported must not be taken for the second one's. */
    @Test
    void whoGetsATrialThatWasReleasedReportsAnew() {
        StudyApi study = api.study("'pruner': {'type': 'threshold', 'upper': 1}");
        Running first = Running.ask(study);
        assertThat(first.shouldPrune(1, 0.5)).isFalse();
        assertThat(first.shouldPrune(10, 5)).isTrue();
        study.post("/trials/0/release", "{'lease': '" + first.lease + "'}").is(200);
        Running second = Running.ask(study);
        assertThat(second.shouldPrune(1, 0.6)).isFalse();
        assertThat(second.shouldPrune(3, 0.4)).isFalse();
        second.measurements("?attempt=1")
                .has("/measurements/1/step", "10")
                .has("/measurements/2/step", "1")
                .has("/measurements/2/handout", "2");
        second.tell("'state': 'pruned'").is(200).has("/step", "3").has("/values", "{'loss': 0.4}");
    }

    @Test
    void aTrialThatBeginsAnewLeavesTheRungsThatItCameToBefore() {
        StudyApi study = api.study("'pruner': {'type': 'asha', 'minResource': 2, 'reductionFactor': 2}");
        Running first = Running.ask(study);
        assertThat(first.shouldPrune(2, 0.1)).isFalse();
        study.post("/trials/0/release", "{'lease': '" + first.lease + "'}").is(200);
        Running again = Running.ask(study);
        Running other = Running.ask(study);
        assertThat(other.shouldPrune(2, 0.5)).isTrue();
        assertThat(again.shouldPrune(1, 0.9)).isFalse();
        assertThat(other.shouldPrune(2, 0.5)).isFalse();
    }

    @Test
    void aPrunedTrialTakesTheValuesOfTheLastReportThatHasThem() {
        Running trial = Running.ask(api.study());
        trial.report(10, "{'loss': 0.5}").is(200);
        trial.report(12, "{'train': 0.1}").is(200);
        trial.tell("'state': 'pruned'").is(200).has("/step", "12").has("/values", "{'loss': 0.5}");
        trial.tell("'state': 'pruned', 'step': 12").is(200);
        trial.tell("'state': 'pruned', 'step': 11").isProblem(409, "already-told");
    }

    @Test
    void aStepTakesNoMoreMetricsThanAReport() {
        Running trial = Running.ask(api.study());
        for (int i = 0; i < 5; i++) {
            trial.report(1, metrics(20 * i, 20)).is(200);
        }
        trial.report(1, metrics(0, 100)).is(200);
        trial.report(1, metrics(100, 1)).isProblem(400, "invalid-request").has("/errors/0/pointer", "'/values'");
        trial.report(2, metrics(100, 1)).is(200);
    }

    private static String metrics(int first, int count) {
        return IntStream.range(first, first + count)
                .mapToObj(i -> "'m" + i + "': " + i)
                .collect(Collectors.joining(", ", "{", "}"));
    }

    @Test
    void aStudyWithRungsCanBeDeleted() {
        StudyApi study = api.study("'pruner': {'type': 'asha'}");
        Running trial = Running.ask(study);
        trial.shouldPrune(64, 0.5);
        api.delete(study.path()).is(204);
        trial.report(65, "{'loss': 1}").isProblem(404, "study-not-found");
    }

    @Test
    void measurementsArePaged() {
        Running trial = Running.ask(api.study());
        for (int step = 5; step > 0; step--) {
            trial.report(step, "{'loss': " + step + "}").is(200);
        }
        Answer first = trial.measurements("?pageSize=2")
                .has("/measurements/0/step", "1")
                .has("/measurements/1/step", "2")
                .lacks("/measurements/2");
        Answer second = trial.measurements(
                        "?pageSize=3&pageToken=" + first.at("/nextPageToken").asString())
                .has("/measurements/0/step", "3")
                .has("/measurements/2/step", "5");
        second.lacks("/nextPageToken");
        trial.measurements("?attempt=2").has("/measurements", "[]");
        trial.measurements("?metric=other").has("/measurements", "[]");
        trial.study.get("/trials/0/measurements?points=1").isProblem(400, "invalid-request");
        trial.study.get("/trials/0/measurements?pageToken=bm9uZQ").isProblem(400, "invalid-request");
    }

    @Test
    void aThinnedCurveKeepsItsEndsAndItsExtremes() {
        Running trial = Running.ask(api.study());
        for (int step = 0; step < 60; step++) {
            double loss = step == 17 ? 50 : step == 41 ? -50 : Math.sin(step);
            trial.report(step, "{'loss': " + loss + "}").is(200);
        }
        JsonNode thinned = trial.measurements("?points=12&metric=loss").at("/measurements");
        assertThat(thinned.size()).isBetween(9, 12);
        assertThat(thinned.valueStream().map(m -> m.path("step").asInt())).contains(0, 17, 41, 59);
        JsonNode even = trial.measurements("?points=13").at("/measurements");
        assertThat(even.valueStream().map(m -> m.path("step").asInt()))
                .containsExactly(0, 5, 10, 15, 20, 25, 30, 35, 40, 45, 50, 55, 59);
    }
}
