package dev.parley.trial;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class TellIT {

    private static final String TWO = "'objectives': [{'name': 'error', 'direction': 'minimize'}, {'name': 'speed',"
            + " 'direction': 'maximize'}]";

    @Autowired
    Api api;

    @Test
    void aCompleteTrialHasValuesAndKeepsWhatWasToldWithThem() {
        StudyApi study = api.study();
        String lease = study.ask().path("lease").asString();
        Answer told = study.tell(
                        0,
                        "{'lease': '" + lease + "', 'state': 'complete', 'values': {'loss': 0.25}, 'constraints':"
                                + " {'memory': -1.5}, 'attributes': {'epochs': 3, 'notes': ['a', {'b': null}]}}")
                .is(200);
        told.has("/state", "'complete'")
                .has("/values", "{'loss': 0.25}")
                .has("/constraints", "{'memory': -1.5}")
                .has("/attributes", "{'epochs': 3, 'notes': ['a', {'b': null}]}")
                .lacks("/leaseExpiresAt");
        assertThat(told.at("/finishedAt").asString()).endsWith("Z");
        assertThat(study.trial(0).at("")).isEqualTo(told.at(""));
        study.get("/best").has("/trial/number", "0");
    }

    @Test
    void aCompleteTrialNeedsAValueOfEachObjectiveAndNoOther() {
        StudyApi study = api.study(TWO);
        study.ask();
        study.tell(0, "{'state': 'complete'}").isInvalidAt("/values");
        study.tell(0, "{'state': 'complete', 'values': null}").isInvalidAt("/values");
        study.tell(0, "{'state': 'complete', 'values': {}}").isInvalidAt("/values");
        study.tell(0, "{'state': 'complete', 'values': {'error': 1}}").isInvalidAt("/values/speed");
        study.tell(0, "{'state': 'complete', 'values': {'error': 1, 'speed': null}}")
                .isInvalidAt("/values/speed");
        study.tell(0, "{'state': 'complete', 'values': {'error': 1, 'speed': 2, 'a/b~c': 3}}")
                .isInvalidAt("/values/a~1b~0c");
        study.tell(0, "{'state': 'complete', 'values': {'error': 1, 'speed': '2'}}")
                .isInvalidAt("/values/speed");
        study.tell(0, "{'state': 'complete', 'values': {'error': 1, 'speed': true}}")
                .isInvalidAt("/values/speed");
        study.tell(0, "{'state': 'complete', 'values': 1}").isInvalidAt("/values");
        study.trial(0).has("/state", "'running'");
    }

    @Test
    void severalObjectivesAreToldByNameInAnyOrder() {
        StudyApi study = api.study(TWO);
        study.ask();
        study.tell(0, "{'state': 'complete', 'values': {'speed': 2, 'error': 1}}")
                .is(200)
                .has("/values", "{'error': 1.0, 'speed': 2.0}");
    }

    @Test
    void statesGoWithTheFieldsThatFitThem() {
        StudyApi study = api.study();
        study.ask("{'count': 4}");
        study.tell(0, "{'state': 'failed', 'values': {'loss': 1}}").isInvalidAt("/values");
        study.tell(0, "{'state': 'complete', 'values': {'loss': 1}, 'reason': 'because'}")
                .isInvalidAt("/reason");
        study.tell(0, "{}").isInvalidAt("/state");
        study.tell(0, "{'state': 'running'}").isInvalidAt("/state");
        study.tell(0, "{'state': 'lost'}").isInvalidAt("/state");
        study.tell(0, "{'state': 'failed', 'resaon': 'x'}").isInvalidAt("/resaon");
        study.tell(0, "{'state': 'failed', 'reason': 'a\\u0000'}").isInvalidAt("/reason");
        study.tell(0, "{'state': 'failed', 'reason': 'out of memory'}")
                .is(200)
                .has("/state", "'failed'")
                .has("/reason", "'out of memory'")
                .lacks("/values");
        study.tell(1, "{'state': 'infeasible', 'reason': 'diverged'}").is(200).has("/state", "'infeasible'");
        study.tell(2, "{'state': 'pruned', 'values': {'loss': 3}}").is(200).has("/values", "{'loss': 3.0}");
        study.tell(3, "{'state': 'pruned'}").is(200).lacks("/values");
        study.get("/best").lacks("/trial");
        study.get("").has("/progress/trials/failed", "1").has("/progress/trials/pruned", "2");
    }

    @Test
    void theSameResultAgainChangesNothing() {
        StudyApi study = api.study();
        study.ask();
        String told = study.tell(0, 0.5).text();
        assertThat(study.tell(0, 0.5).text()).isEqualTo(told);
        assertThat(study.tell(0, "{'state': 'complete', 'values': {'loss': 5.0e-1}}")
                        .is(200)
                        .text())
                .isEqualTo(told);
        assertThat(study.tell(0, "{'state': 'complete', 'values': {'loss': 0.5}, 'attributes': {'host': 'b'}}")
                        .is(200)
                        .text())
                .isEqualTo(told);
        study.get("").has("/progress/trials/complete", "1");
    }

    @Test
    void zeroIsZeroWithEitherSign() {
        StudyApi study = api.study();
        study.ask();
        study.tell(0, "{'state': 'complete', 'values': {'loss': -0.0}}").is(200).has("/values/loss", "0.0");
        study.tell(0, "{'state': 'complete', 'values': {'loss': 0}}").is(200);
    }

    @Test
    void aDifferentResultIsRefusedWithTheRecordedOne() {
        StudyApi study = api.study();
        study.ask("{'count': 2}");
        study.tell(0, 0.5);
        study.tell(0, "{'state': 'complete', 'values': {'loss': 0.6}}")
                .isProblem(409, "already-told")
                .has("/recorded/number", "0")
                .has("/recorded/state", "'complete'")
                .has("/recorded/values", "{'loss': 0.5}");
        study.tell(0, "{'state': 'failed'}").isProblem(409, "already-told");
        study.tell(0, "{'state': 'complete', 'values': {'loss': 0.5}, 'constraints': {'c': 1}}")
                .isProblem(409, "already-told");
        study.tell(1, "{'state': 'failed'}").is(200);
        study.tell(1, "{'state': 'complete', 'values': {'loss': 0.1}}")
                .isProblem(409, "already-told")
                .has("/recorded/state", "'failed'");
        study.get("/best").has("/trial/values", "{'loss': 0.5}");
    }

    @Test
    void tellsAreAcceptedInEveryStateOfTheStudy() {
        StudyApi study = api.study();
        study.ask("{'count': 3}");
        study.tell(0, 0.5);
        study.post("/pause", "").is(200);
        study.tell(1, 0.4).has("/state", "'complete'");
        study.get("").has("/state", "'paused'");
        study.post("/complete", "").is(200);
        study.tell(2, 0.3).has("/state", "'complete'");
        study.get("").has("/state", "'completed'").has("/progress/best", "{'number': 2, 'value': 0.3}");
    }

    @Test
    void aTrialThatWasNeverHandedOutTakesNoResult() {
        StudyApi study = api.study();
        study.add("{'configuration': {'x': 0.5}}").is(201);
        study.tell(0, "{'state': 'complete', 'values': {'loss': 1}}").isProblem(409, "wrong-state");
        study.tell(1, "{'state': 'complete', 'values': {'loss': 1}}").isProblem(404, "trial-not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = {"NaN", "Infinity", "-Infinity", "'NaN'", "'Infinity'", "'-Infinity'"})
    void aValueThatIsNotFiniteMakesTheTrialInfeasible(String value) {
        StudyApi study = api.study();
        study.finish(0.5);
        study.ask();
        Answer told = study.tell(1, "{'state': 'complete', 'values': {'loss': " + value + "}}")
                .is(200)
                .has("/state", "'infeasible'")
                .lacks("/values");
        assertThat(told.at("/reason").asString()).contains("loss", value.replace("'", ""));
        study.tell(1, "{'state': 'complete', 'values': {'loss': " + value + "}}")
                .is(200);
        study.get("/best").has("/trial/number", "0");
        study.get("").has("/progress/best", "{'number': 0, 'value': 0.5}").has("/progress/trials/infeasible", "1");
        assertThat(study.get("/trials?order=value").numbers("/trials")).containsExactly(0, 1);
        study.add("{'configuration': {'x': 0.5}, 'state': 'complete', 'values': {'loss': " + value + "}}")
                .is(201);
        study.trial(2).has("/state", "'infeasible'");
        study.get("/best").has("/trial/number", "0");
    }

    @Test
    void oneValueOfSeveralThatIsNotFiniteIsEnough() {
        StudyApi study = api.study(TWO);
        study.ask();
        study.tell(0, "{'state': 'complete', 'values': {'error': 1, 'speed': -Infinity}}")
                .is(200)
                .has("/state", "'infeasible'");
        study.get("/best").has("/front", "[]");
    }

    @Test
    void notFiniteNumbersAreTakenInValuesOnly() {
        StudyApi study = api.study();
        study.ask();
        for (String value : new String[] {"NaN", "'NaN'", "Infinity", "'-Infinity'"}) {
            study.tell(0, "{'state': 'complete', 'values': {'loss': 1}, 'constraints': {'c': " + value + "}}")
                    .isInvalidAt("/constraints/c");
            study.add("{'configuration': {'x': " + value + "}}").isInvalidAt("/trials/0/configuration/x");
        }
        for (String value : new String[] {"NaN", "Infinity", "-Infinity", "1e999"}) {
            study.tell(0, "{'state': 'failed', 'attributes': {'a/b': [1, {'c': " + value + "}]}}")
                    .isInvalidAt("/attributes/a~1b/1/c");
        }
        study.trial(0).has("/state", "'running'");
        study.tell(0, "{'state': 'failed', 'attributes': {'a': 'NaN'}}").is(200).has("/attributes", "{'a': 'NaN'}");
    }

    @Test
    void aPrunedTrialWithAValueThatIsNotFiniteIsInfeasible() {
        StudyApi study = api.study();
        study.ask();
        study.tell(0, "{'state': 'pruned', 'values': {'loss': NaN}, 'reason': 'diverged'}")
                .is(200)
                .has("/state", "'infeasible'")
                .has("/reason", "'diverged (loss was NaN)'");
    }
}
