package dev.parley.study;

import static org.assertj.core.api.Assertions.assertThat;

import dev.parley.testing.Answer;
import dev.parley.testing.Api;
import dev.parley.testing.IntegrationTest;
import dev.parley.testing.StudyApi;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

@IntegrationTest
class StudyChangeIT {

    @Autowired
    Api api;

    private static String etag(Answer answer) {
        return String.valueOf(answer.headers().getETag());
    }

    @Test
    void theETagIsTheDefinitionsVersionAndTrialsDoNotTouchIt() {
        StudyApi study = api.study();
        String before = etag(study.get(""));
        study.finish(0.5);
        study.post("/pause", "").is(200);
        study.post("/resume", "").is(200);
        assertThat(etag(study.get(""))).isEqualTo(before);
        assertThat(etag(study.patch("{'description': 'x'}").is(200))).isNotEqualTo(before);
    }

    @Test
    void patchWithoutIfMatchIsRefused() {
        StudyApi study = api.study();
        api.patch(study.path(), "{'description': 'x'}").isProblem(428, "precondition-required");
        study.get("").lacks("/description");
    }

    @Test
    void patchWithAnOldETagIsRefused() {
        StudyApi study = api.study();
        String first = etag(study.get(""));
        study.patch("{'description': 'one'}").is(200);
        api.patch(study.path(), "{'description': 'two'}", "If-Match", first).isProblem(412, "version-mismatch");
        api.patch(study.path(), "{'description': 'two'}", "If-Match", "something")
                .isProblem(412, "version-mismatch");
        study.get("").has("/description", "'one'");
    }

    @Test
    void patchMergesAndNullRemoves() {
        StudyApi study = api.study(
                "'description': 'd'", "'labels': {'a': '1', 'b': '2'}", "'limits': {'trials': 5, 'parallel': 2}");
        study.patch("{'labels': {'b': '3', 'c': '4'}, 'limits': {'seconds': 60}}")
                .is(200)
                .has("/description", "'d'")
                .has("/labels", "{'a': '1', 'b': '3', 'c': '4'}")
                .has("/limits", "{'trials': 5, 'parallel': 2, 'seconds': 60}");
        study.patch("{'description': null, 'labels': {'a': null}, 'limits': {'parallel': null}}")
                .is(200)
                .lacks("/description")
                .has("/labels", "{'b': '3', 'c': '4'}")
                .has("/limits", "{'trials': 5, 'seconds': 60}");
        study.patch("{'labels': null, 'limits': null}").is(200).has("/labels", "{}");
        study.get("").has("/limits", "{}");
    }

    @Test
    void patchTakesTheMediaTypeOfMergePatches() {
        StudyApi study = api.study();
        api.patch(
                        study.path(),
                        "{'description': 'x'}",
                        "If-Match",
                        etag(study.get("")),
                        "Content-Type",
                        "application/merge-patch+json")
                .is(200)
                .has("/description", "'x'");
    }

    @Test
    void patchChangesNothingElseAndNothingAtAllWhereAFieldIsAtFault() {
        StudyApi study = api.study("'limits': {'trials': 5}");
        for (String field : List.of("space", "objectives", "strategy", "lease", "name", "state")) {
            study.patch("{'description': 'x', '" + field + "': null}").isInvalidAt("/" + field);
        }
        study.patch("{'limits': {'trails': 7}}").isInvalidAt("/limits/trails");
        study.patch("{'limits': {'trials': -1}}").isInvalidAt("/limits/trials");
        study.patch("{'limits': {'trials': 'many'}}").isInvalidAt("/limits/trials");
        study.patch("{'limits': {'target': NaN}}").isInvalidAt("/limits/target");
        study.patch("[]").isProblem(400, "invalid-request");
        study.get("").has("/limits", "{'trials': 5}").has("/version", "1").lacks("/description");
    }

    @Test
    void raisingALimitReopens() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        study.finish(0.5);
        study.get("").has("/state", "'completed'");
        study.patch("{'limits': {'trials': 2}}").is(200).has("/state", "'active'");
        study.finish(0.4);
        study.ask("{}").is(200).has("/study/state", "'completed'");
    }

    @Test
    void loweringALimitBelowWhatIsDoneCompletes() {
        StudyApi study = api.study();
        study.finish(0.5);
        study.patch("{'limits': {'trials': 1}}").is(200).has("/state", "'completed'");
    }

    @Test
    void aPausedStudyHandsOutNothingUntilResumed() {
        StudyApi study = api.study();
        study.post("/pause", "").is(200).has("/state", "'paused'");
        study.post("/pause", "").is(200).has("/state", "'paused'");
        study.ask("{}")
                .is(200)
                .has("/trials", "[]")
                .has("/study/state", "'paused'")
                .has("/study/reason", "'paused'")
                .at("/study/retryAfterSeconds");
        study.post("/resume", "").is(200).has("/state", "'active'");
        study.post("/resume", "").is(200).has("/state", "'active'");
        study.ask();
    }

    @Test
    void aCompletedStudyHandsOutNothingAndCanBeResumed() {
        StudyApi study = api.study();
        study.post("/complete", "").is(200).has("/state", "'completed'");
        study.post("/complete", "").is(200).has("/state", "'completed'");
        study.ask("{}")
                .is(200)
                .has("/trials", "[]")
                .has("/study/state", "'completed'")
                .lacks("/study/retryAfterSeconds");
        study.post("/pause", "").isProblem(409, "wrong-state");
        study.post("/resume", "").is(200).has("/state", "'active'");
        study.ask();
    }

    @Test
    void aStudyThatMetALimitIsNotResumed() {
        StudyApi study = api.study("'limits': {'trials': 1}");
        study.finish(0.5);
        study.post("/resume", "").isProblem(409, "wrong-state");
        study.get("").has("/state", "'completed'");
    }

    @Test
    void theTargetCompletesAStudyOnceNothingRuns() {
        StudyApi study = api.study("'limits': {'target': 0.1}");
        int first = study.ask().get("number").asInt();
        int second = study.ask().get("number").asInt();
        study.tell(first, 0.1);
        study.get("").has("/state", "'active'");
        study.ask("{}").has("/study/reason", "'draining'").has("/trials", "[]");
        study.tell(second, 0.7);
        study.get("").has("/state", "'completed'");
    }

    @Test
    void theTargetIsReachedFromBelowWhereValuesAreMaximized() {
        StudyApi study =
                api.study("'objectives': [{'name': 'loss', 'direction': 'maximize'}]", "'limits': {'target': 0.9}");
        study.finish(0.89);
        study.get("").has("/state", "'active'");
        study.finish(0.95);
        study.get("").has("/state", "'completed'");
    }

    @Test
    void patienceCompletesAStudyAfterSoManyTrialsWithoutImprovement() {
        StudyApi study = api.study("'limits': {'patience': 2}");
        study.finish(0.5);
        study.finish(0.6);
        study.finish(0.4);
        study.finish(0.4);
        study.get("").has("/state", "'active'");
        study.finish(0.7);
        study.get("").has("/state", "'completed'");
    }

    @Test
    void failedTrialsUseUpNoPatience() {
        StudyApi study = api.study("'limits': {'patience': 1}");
        study.finish(0.5);
        study.tell(study.ask().get("number").asInt(), "{'state': 'failed'}").is(200);
        study.get("").has("/state", "'active'");
        study.tell(study.ask().get("number").asInt(), "{'state': 'infeasible'}").is(200);
        study.get("").has("/state", "'completed'");
    }
}
